import type { ClickHouse } from './client.ts';
import { figureCondition, itemFigures, type Basis, type ItemFigure } from './item-figures.ts';
import { foldParameters, itemFold, type FoldAsk } from './item-fold.ts';

/** Distinct items by what happened to them and by their deadlines. */
export type ItemCounts = Readonly<Record<ItemFigure, number>> & {
	/** `accepted` by the province of the origin. */
	readonly acceptedBy: Readonly<Record<string, number>>;
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
}

/** The parameters of the conditions of `figureCondition` and of the fold that they stand on. */
export function figureParameters(ask: FigureAsk) {
	const { scope, fromDay, toDay, from, to, asOf } = ask;
	return { scope, fromDay, toDay, from, to, asOf, ...foldParameters(ask) };
}

/** Counts the items of every figure at once. */
export async function itemCounts(db: ClickHouse, ask: FigureAsk): Promise<ItemCounts> {
	const counts = itemFigures.map(
		(figure) => `countIf(${figureCondition(figure, ask.basis)}) AS ${figure}`
	);
	const sql = `
		SELECT ${counts.join(',\n')},
			sumMapIf(map(substring(origin, 1, 2), toUInt64(1)), ${figureCondition('accepted', ask.basis)}) AS acceptedBy
		FROM ${itemFold()}`;
	const rows = await db.query<ItemCounts>('item-counts', sql, figureParameters(ask));
	const [row] = rows;
	if (!row) throw new Error('a count without groups has one row');
	return row;
}
