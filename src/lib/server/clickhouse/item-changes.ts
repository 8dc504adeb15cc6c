import type { ClickHouse } from './client.ts';
import { figureParameters, type FigureAsk } from './item-counts.ts';
import { figureCondition, type ItemFigure } from './item-figures.ts';
import { itemFold } from './item-fold.ts';
import type { Page } from './page.ts';

/** Which items moved a figure from what it was to what it is. */
export interface ChangesAsk extends Page {
	readonly figures: readonly ItemFigure[];
	readonly was: FigureAsk;
	readonly is: FigureAsk;
	readonly project: string | undefined;
	/** Epoch ms: what was received after it is shown with its item. */
	readonly since: number;
}

/** An item that some figure counts now and did not before, or the other way. Epoch ms, 0 where there is none. */
export interface ChangedItem {
	readonly mailNo: string;
	readonly project: string;
	readonly originSite: string;
	readonly dest: string;
	readonly deadline: number;
	readonly deliveredAt: number;
	/** The figures asked for that counted it before, and those that count it now. */
	readonly was: readonly ItemFigure[];
	readonly is: readonly ItemFigure[];
	/** What was received since, oldest first. */
	readonly received: readonly ReceivedEvent[];
}

interface ReceivedEvent {
	readonly event: string;
	readonly at: number;
	readonly receivedAt: number;
	readonly site: string;
	readonly device: string;
	readonly boot: string;
	readonly seq: number;
}

type Side = 'was' | 'is';

/** A statement for one side, whose parameters have its name before theirs. */
function sided(side: Side, sql: string): string {
	return sql.replaceAll(/\{(\w+):/g, `{${side}_$1:`);
}

function sidedParameters(side: Side, ask: FigureAsk): Record<string, string | number> {
	return Object.fromEntries(
		Object.entries(figureParameters(ask)).map(([name, value]) => [`${side}_${name}`, value])
	);
}

const ms = (column: string) => `toUnixTimestamp64Milli(${column})`;

/** An item of one side that some figure counts. What is told of it is of the later side. */
const counted = (side: Side, { basis }: FigureAsk, figures: readonly ItemFigure[]) => {
	const flags = figures.map((figure) => `if(${figureCondition(figure, basis)}, '${figure}', '')`);
	return sided(
		side,
		`SELECT mail_key, mail_no, ${side === 'is' ? 1 : 0} AS side,
			arrayFilter(f -> f != '', [${flags.join(', ')}]) AS figures,
			(project, origin, dest, ${ms('deadline')}, ${ms('delivered_at')}) AS told
		FROM ${itemFold()} WHERE notEmpty(figures)`
	);
};

const changed = ({ was, is, figures }: ChangesAsk) => `
	SELECT mail_key, mail_no, argMax(told, side) AS told, told.1 AS project,
		groupArrayArrayIf(figures, side = 0) AS was, groupArrayArrayIf(figures, side = 1) AS is
	FROM (${counted('was', was, figures)} UNION ALL ${counted('is', is, figures)})
	GROUP BY mail_key, mail_no
	HAVING arraySort(was) != arraySort(is) AND ({project:String} = '' OR project = {project:String})`;

const RECEIVED = `
	SELECT mail_no AS mailNo, event, ${ms('e.at')} AS happened, ${ms('e.received_at')} AS receivedAt,
		site, device, boot, seq
	FROM item_event AS e FINAL
	WHERE mail_key IN (SELECT sipHash64(arrayJoin({mails:Array(String)}))) AND mail_no IN {mails:Array(String)}
	  AND received_at > fromUnixTimestamp64Milli({since:Int64})
	ORDER BY received_at, site, device, boot, seq`;

/** A page of the items, by deadline and number, and how many there are in all. */
export async function changedItems(
	db: ClickHouse,
	ask: ChangesAsk
): Promise<{ readonly items: readonly ChangedItem[]; readonly total: number }> {
	const { project = '', limit, since } = ask;
	const given = { ...sidedParameters('was', ask.was), ...sidedParameters('is', ask.is), project };
	const [counts, rows] = await Promise.all([
		db.query<{ readonly total: number }>(
			'changes:total',
			`SELECT count() AS total FROM (${changed(ask)})`,
			given
		),
		db.query<Omit<ChangedItem, 'received'>>(
			'changes',
			`SELECT mail_no AS mailNo, project, told.2 AS originSite, told.3 AS dest, told.4 AS deadline,
				told.5 AS deliveredAt, was, is
			FROM (${changed(ask)}) WHERE (deadline, mailNo) > ({at:Int64}, {id:String})
			ORDER BY deadline, mailNo LIMIT {limit:UInt32}`,
			{ ...given, ...(ask.after ?? { at: -1, id: '' }), limit }
		)
	]);
	const received = await receivedOf(db, rows, since);
	return {
		items: rows.map((row) => ({ ...row, received: received.get(row.mailNo) ?? [] })),
		total: counts[0]?.total ?? 0
	};
}

async function receivedOf(
	db: ClickHouse,
	items: readonly { readonly mailNo: string }[],
	since: number
): Promise<ReadonlyMap<string, readonly ReceivedEvent[]>> {
	if (items.length === 0) return new Map();
	const rows = await db.query<
		Omit<ReceivedEvent, 'at'> & { readonly mailNo: string; readonly happened: number }
	>('changes:received', RECEIVED, { mails: items.map(({ mailNo }) => mailNo), since });
	const events = new Map<string, ReceivedEvent[]>();
	for (const { mailNo, happened, ...event } of rows) {
		const of = events.get(mailNo) ?? [];
		of.push({ ...event, at: happened });
		events.set(mailNo, of);
	}
	return events;
}
