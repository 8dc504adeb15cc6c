/** Where the items of a figure or a list are read: on the days that they count for, and what changed since. */
import { changedSince, itemColumns, MARK, type ItemKind } from './item-days.ts';
import type { ItemFigure, UndeliveredState } from './item-figures.ts';
import { itemFold, type FoldAsk } from './item-fold.ts';

/** On which days an item counts for each figure. */
const kinds: Record<ItemFigure, ItemKind> = {
	accepted: 'accepted',
	delivered: 'delivered',
	attempted: 'attempted',
	due: 'due',
	deliveredOfDue: 'due',
	deliveredOnTime: 'due',
	overdueOpen: 'due'
};

const happened = '(day >= {fromDay:Date} AND day <= {toDay:Date})';
const fallsDue = `(day >= toDate(fromUnixTimestamp64Milli({from:Int64}), 'Asia/Shanghai')
	AND day <= toDate(fromUnixTimestamp64Milli({to:Int64}), 'Asia/Shanghai'))`;
const stillOpen = `day IN (SELECT day FROM item_day FINAL WHERE kind = 'due' AND open > 0)`;
const disputed = `day IN (SELECT day FROM item_day FINAL WHERE kind = 'due' AND disputed > 0)`;

const daysOf: Record<ItemFigure, string> = {
	accepted: happened,
	delivered: happened,
	attempted: happened,
	due: fallsDue,
	deliveredOfDue: fallsDue,
	deliveredOnTime: fallsDue,
	overdueOpen: stillOpen
};

/** What is asked of the items: figures, or undelivered states. */
interface Wanted {
	readonly figures?: readonly ItemFigure[];
	readonly states?: readonly UndeliveredState[];
}

/**
 * A subquery with the items that may count for what is wanted, with the columns of the fold and `kind`: the day
 * that a row is of, or empty for an item that was folded just now. Exact as of `until` and by what was known at
 * `knownAt`, whatever the job `items` has done so far; for the parameters of `figureParameters`.
 */
export function itemSource({ figures = [], states = [] }: Wanted, ask: FoldAsk): string {
	// What was known then is in the events alone.
	if (ask.knownAt !== undefined)
		return `(SELECT 'any' AS kind, mail_key, ${itemColumns} FROM ${itemFold()})`;
	const rows = [
		...figures.map((figure) => `kind = '${kinds[figure]}' AND ${daysOf[figure]}`),
		...(states.some((state) => state !== 'disputed') ? [`kind = 'due' AND ${stillOpen}`] : []),
		...(states.includes('disputed') ? [`kind = 'due' AND ${disputed}`] : [])
	];
	const changed = `(${changedSince(MARK)}${ask.until === undefined ? '' : happenedSince})`;
	return `(
		SELECT toString(kind) AS kind, mail_key, ${itemColumns} FROM item_on_day FINAL
		WHERE (${[...new Set(rows)].join(' OR ')}) AND NOT is_gone AND mail_key NOT IN ${changed}
		UNION ALL
		SELECT 'any' AS kind, mail_key, ${itemColumns} FROM ${itemFold(`e.mail_key IN ${changed}`)}
	)`;
}

/** The days tell of everything that is known; what happened since `until` is taken out of its items. */
export const happenedSince = `
	UNION DISTINCT
	SELECT sipHash64(mail_no) AS mail_key FROM scan_event
	WHERE toStartOfMinute(at) >= fromUnixTimestamp64Milli({until:Int64}) - INTERVAL 1 MINUTE
	  AND counted_at > fromUnixTimestamp64Milli({until:Int64})`;

/** True for the rows of `itemSource` that count for a figure on its days: of several days of an item, one. */
export function countsFor(figure: ItemFigure): string {
	return `kind IN ('${kinds[figure]}', 'any')`;
}

/** The same for undelivered states. */
export const countsForStates = `kind IN ('due', 'any')`;
