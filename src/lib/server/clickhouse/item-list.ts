import type { ClickHouse } from './client.ts';
import { figureParameters, type FigureAsk } from './item-counts.ts';
import {
	figureCondition,
	stateCondition,
	undeliveredStates,
	type ItemFigure,
	type UndeliveredState
} from './item-figures.ts';
import { countsFor, countsForStates, itemSource } from './item-source.ts';
import type { Page } from './page.ts';

/** Which items are listed: those that a figure counts, or that are in one of the states. */
export interface ItemsAsk extends Omit<FigureAsk, 'asOf'>, Page {
	readonly figure: ItemFigure | undefined;
	readonly states: readonly UndeliveredState[];
	readonly project: string | undefined;
	/** Only items whose deadline lies in [from, to); of a figure that is what it says itself. */
	readonly byDeadline: boolean;
	/** An open item is at risk for so long before its deadline: by its rule (at least one), or by none of these. */
	readonly warnings: Readonly<Record<string, number>>;
	readonly warnMinutes: number;
}

/** An item of a list. Times are epoch ms, 0 where there is none; texts are empty where they are not known. */
export interface ListedItem {
	readonly mailNo: string;
	readonly project: string;
	readonly originSite: string;
	readonly dest: string;
	readonly wave: string;
	readonly priority: string;
	readonly acceptedAt: number;
	readonly deadline: number;
	readonly rule: string;
	readonly deliveredAt: number;
	readonly lastEvent: string;
	readonly lastAt: number;
	readonly lastSite: string;
	readonly attempts: number;
	/** Every undelivered state that it is in. */
	readonly states: readonly UndeliveredState[];
}

const ms = (column: string) => `toUnixTimestamp64Milli(${column})`;

const fields = `mail_no AS mailNo, project, origin AS originSite, dest, wave, priority,
	${ms('accepted_at')} AS acceptedAt, ${ms('deadline')} AS due, deadline_rule AS rule,
	${ms('delivered_at')} AS deliveredAt, latest_event AS lastEvent, ${ms('latest_at')} AS lastAt,
	latest_site AS lastSite, length(tries) AS attempts`;

/** A page of the items, by deadline and number, and how many there are in all. */
export async function listItems(
	db: ClickHouse,
	ask: ItemsAsk
): Promise<{ readonly items: readonly ListedItem[]; readonly total: number }> {
	const { basis, figure, states, project = '', warnMinutes, limit } = ask;
	const inState = (state: UndeliveredState) => stateCondition(state, basis);
	const chosen = figure ? figureCondition(figure, basis) : states.map(inState).join(' OR ');
	const source = itemSource(figure ? { figures: [figure] } : { states }, ask);
	const where = `(${figure ? countsFor(figure) : countsForStates}) AND (${chosen}) AND ({project:String} = '' OR project = {project:String})
		AND (NOT {byDeadline:Bool} OR (deadline >= fromUnixTimestamp64Milli({from:Int64})
			AND deadline < fromUnixTimestamp64Milli({to:Int64})))`;
	const given = {
		...figureParameters(ask),
		...{ project, warnMinutes, byDeadline: ask.byDeadline },
		...{ warnRules: Object.keys(ask.warnings), warnTimes: Object.values(ask.warnings) }
	};
	const flags = undeliveredStates.map((state) => `if(${inState(state)}, '${state}', '')`);
	const after = ask.after ?? { at: -1, id: '' };
	const [counted, rows] = await Promise.all([
		db.query<{ total: number }>(
			'items:total',
			`SELECT count() AS total FROM ${source} WHERE ${where}`,
			given
		),
		db.query<Omit<ListedItem, 'deadline'> & { readonly due: number }>(
			'items',
			`SELECT ${fields}, arrayFilter(s -> s != '', [${flags.join(', ')}]) AS states
			FROM ${source} WHERE (${where}) AND (due, mailNo) > ({at:Int64}, {id:String})
			ORDER BY due, mailNo LIMIT {limit:UInt32}`,
			{ ...given, ...after, limit }
		)
	]);
	return {
		items: rows.map(({ due, ...row }) => ({ ...row, deadline: due })),
		total: counted[0]?.total ?? 0
	};
}
