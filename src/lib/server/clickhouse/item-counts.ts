import { DAY_MS } from '#domain/time.ts';
import type { ClickHouse } from './client.ts';
import { MARK } from './item-days.ts';
import { figureCondition, itemFigures, type Basis, type ItemFigure } from './item-figures.ts';
import { foldParameters, type FoldAsk } from './item-fold.ts';
import { countsFor, itemSource } from './item-source.ts';
import { inScope, isWide } from './place.ts';

/** Distinct items by what happened to them and by their deadlines. */
export type ItemCounts = Readonly<Record<ItemFigure, number>> & {
	/** `accepted` by the province of the origin. */
	readonly acceptedBy: Readonly<Record<string, number>>;
	/** Everything received before it is counted; epoch ms, never after the ask's. */
	readonly asOf: number;
};

/** Which items a figure counts. */
export interface FigureAsk extends FoldAsk {
	readonly scope: string;
	readonly basis?: Basis | undefined;
	/** Business days of what happened, both inclusive. */
	readonly fromDay: string;
	readonly toDay: string;
	/** Deadlines in [from, to), epoch ms. */
	readonly from: number;
	readonly to: number;
	/** A deadline has passed when it is before this; epoch ms. */
	readonly asOf: number;
	/** The counts of the days as they are written down will do. */
	readonly isWritten?: boolean | undefined;
}

/** The parameters of the conditions of `figureCondition` and of the fold that they stand on. */
export function figureParameters(ask: FigureAsk) {
	const { scope, fromDay, toDay, from, to, asOf } = ask;
	return { scope, fromDay, toDay, from, to, asOf, ...foldParameters(ask) };
}

/** Counts the items of every figure at once. */
export async function itemCounts(db: ClickHouse, ask: FigureAsk): Promise<ItemCounts> {
	return (isOfDays(ask) ? await counted(db, ask) : undefined) ?? folded(db, ask);
}

/** Of longer periods the counts of the days are read, whose newest changes are half a second late. */
const MOST_FOLDED_MS = 3 * DAY_MS;

/**
 * True when the counts of the days can answer: of a wide place now, by all that is known, and for someone to
 * whom half a second is nothing or the period long.
 */
export function isOfDays(ask: Omit<FigureAsk, 'asOf' | 'fromDay' | 'toDay'>): boolean {
	const isNow = ask.until === undefined && ask.knownAt === undefined;
	const isEnough = ask.isWritten === true || ask.to - ask.from > MOST_FOLDED_MS;
	return isNow && isEnough && isWide(ask.scope) && ask.basis !== 'place';
}

const onDays = 'day >= {fromDay:Date} AND day <= {toDay:Date}';
const moment =
	'cells.moment >= {from:Int64} AND cells.moment < {to:Int64} AND cells.moment <= {asOf:Int64}';

/** What of the cells of a day each figure sums up, and where. */
const ofCells: Record<ItemFigure, readonly [value: string, condition: string]> = {
	accepted: ['cells.items', `kind = 'accepted' AND ${onDays}`],
	delivered: ['cells.items', `kind = 'delivered' AND ${onDays}`],
	attempted: ['cells.items', `kind = 'attempted' AND ${onDays}`],
	due: ['cells.items - cells.recalled', `kind = 'due' AND ${moment}`],
	deliveredOfDue: ['cells.delivered', `kind = 'due' AND ${moment}`],
	deliveredOnTime: ['cells.on_time', `kind = 'due' AND ${moment}`],
	overdueOpen: ['cells.open', `kind = 'due' AND cells.moment < {asOf:Int64}`]
};

/** True for the cells of the days that count for a figure. */
export function cellCondition(figure: ItemFigure): string {
	return ofCells[figure][1];
}

/** A subquery with the cells of the days that a figure of the ask may be on. */
export const itemCells = `(
	SELECT kind, day, cells.basis, cells.city, cells.project, cells.moment, cells.items, cells.recalled,
		cells.delivered, cells.on_time, cells.open, cells.fee, cells.documents
	FROM item_day FINAL
	WHERE (kind != 'due' AND day >= {fromDay:Date} AND day <= {toDay:Date})
	   OR (kind = 'due' AND (open > 0
		OR (day >= toDate(fromUnixTimestamp64Milli({from:Int64}), 'Asia/Shanghai')
			AND day <= toDate(fromUnixTimestamp64Milli({to:Int64}), 'Asia/Shanghai'))))
)`;

/** From the counts of the days; undefined before the job wrote any. */
async function counted(db: ClickHouse, ask: FigureAsk): Promise<ItemCounts | undefined> {
	const counts = itemFigures.map((figure) => {
		const [value, condition] = ofCells[figure];
		const basis = ask.basis ?? (figure === 'accepted' ? 'origin' : 'dest');
		return `sumIf(${value}, ${condition} AND cells.basis = '${basis}') AS ${figure}`;
	});
	const accepted = ofCells.accepted[1];
	const sql = `
		SELECT ${counts.join(',\n')},
			sumMapIf(map(substring(cells.city, 1, 2), toUInt64(cells.items)),
				${accepted} AND cells.basis = '${ask.basis ?? 'origin'}') AS acceptedBy,
			toUnixTimestamp64Milli(${MARK}) AS mark
		FROM ${itemCells} ARRAY JOIN cells
		WHERE ${inScope('cells.city')}`;
	const [row] = await db.query<Omit<ItemCounts, 'asOf'> & { readonly mark: number }>(
		'item-counts',
		sql,
		figureParameters(ask)
	);
	if (!row || row.mark <= 0) return undefined;
	const { mark, ...figures } = row;
	return { ...figures, asOf: Math.min(mark, ask.asOf) };
}

/** From the items themselves. */
async function folded(db: ClickHouse, ask: FigureAsk): Promise<ItemCounts> {
	const condition = (figure: ItemFigure) =>
		`(${countsFor(figure)}) AND (${figureCondition(figure, ask.basis)})`;
	const counts = itemFigures.map((figure) => `countIf(${condition(figure)}) AS ${figure}`);
	const sql = `
		SELECT ${counts.join(',\n')},
			sumMapIf(map(substring(origin, 1, 2), toUInt64(1)), ${condition('accepted')}) AS acceptedBy
		FROM ${itemSource({ figures: itemFigures }, ask)}`;
	const rows = await db.query<Omit<ItemCounts, 'asOf'>>('item-counts', sql, figureParameters(ask));
	const [row] = rows;
	if (!row) throw new Error('a count without groups has one row');
	return { ...row, asOf: ask.asOf };
}
