import type { ClickHouse } from './client.ts';
import {
	cellCondition,
	cellValue,
	changedParameters,
	changedSinceWritten,
	exactCells,
	writtenCells
} from './item-cells.ts';
import { itemMark } from './item-days.ts';
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
	if (!isOfDays(ask)) return folded(db, ask, itemFigures);
	const counts = await counted(db, ask);
	if (!counts) return folded(db, ask, itemFigures);
	// A cell does not know whether an item was tried on another day, too.
	if (ask.fromDay === ask.toDay) return counts;
	const { attempted } = await folded(db, ask, ['attempted']);
	return { ...counts, attempted };
}

/** True when the counts of the days can answer: of a wide place, by all that is known. */
export function isOfDays(ask: Pick<FigureAsk, 'scope' | 'basis' | 'knownAt'>): boolean {
	return ask.knownAt === undefined && isWide(ask.scope) && ask.basis !== 'place';
}

/** Where the counts of an ask are read, and with which parameters. */
export interface CellSource {
	readonly sql: string;
	readonly parameters: Readonly<Record<string, readonly string[]>>;
	/** Everything received before it is in the cells; epoch ms. */
	readonly asOf: number;
}

/**
 * The cells for an ask: as they were written where that will do, else with what changed since. Undefined before any
 * were written, and when too much changed.
 */
export async function cellsFor(
	db: ClickHouse,
	ask: Pick<FigureAsk, 'until' | 'isWritten' | 'asOf'>
): Promise<CellSource | undefined> {
	const mark = await itemMark(db);
	if (mark <= 0) return undefined;
	if (ask.isWritten === true && ask.until === undefined)
		return { sql: writtenCells, parameters: {}, asOf: Math.min(mark, ask.asOf) };
	const changed = await changedSinceWritten(db, ask.until);
	if (!changed) return undefined;
	return { sql: exactCells(changed), parameters: changedParameters(changed), asOf: ask.asOf };
}

/** From the counts of the days. */
async function counted(db: ClickHouse, ask: FigureAsk): Promise<ItemCounts | undefined> {
	const cells = await cellsFor(db, ask);
	if (!cells) return undefined;
	const counts = itemFigures.map((figure) => {
		const basis = ask.basis ?? (figure === 'accepted' ? 'origin' : 'dest');
		return `sumIf(${cellValue(figure)}, ${cellCondition(figure)} AND basis = '${basis}') AS ${figure}`;
	});
	const sql = `
		SELECT ${counts.join(',\n')},
			sumMapIf(map(substring(city, 1, 2), toUInt64(items)),
				${cellCondition('accepted')} AND basis = '${ask.basis ?? 'origin'}') AS acceptedBy
		FROM ${cells.sql}
		WHERE ${inScope('city')}`;
	const [row] = await db.query<Omit<ItemCounts, 'asOf'>>('item-counts', sql, {
		...figureParameters(ask),
		...cells.parameters
	});
	return row && { ...row, asOf: cells.asOf };
}

/** From the items themselves. */
async function folded(
	db: ClickHouse,
	ask: FigureAsk,
	figures: readonly ItemFigure[]
): Promise<ItemCounts> {
	const condition = (figure: ItemFigure) =>
		`(${countsFor(figure)}) AND (${figureCondition(figure, ask.basis)})`;
	const counts = itemFigures.map((figure) => `countIf(${condition(figure)}) AS ${figure}`);
	const sql = `
		SELECT ${counts.join(',\n')},
			sumMapIf(map(substring(origin, 1, 2), toUInt64(1)), ${condition('accepted')}) AS acceptedBy
		FROM ${itemSource({ figures }, ask)}`;
	const rows = await db.query<Omit<ItemCounts, 'asOf'>>('item-counts', sql, figureParameters(ask));
	const [row] = rows;
	if (!row) throw new Error('a count without groups has one row');
	return { ...row, asOf: ask.asOf };
}
