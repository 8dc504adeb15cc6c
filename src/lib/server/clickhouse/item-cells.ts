/**
 * The counts of days, cell by cell: what lies together by day, place, project and deadline is counted once, when it
 * changes, and a figure sums up cells. For the parameters of `figureParameters`.
 */
import type { ClickHouse } from './client.ts';
import { changedSince, MARK, slotsOfFold } from './item-days.ts';
import type { ItemFigure } from './item-figures.ts';
import { itemFold } from './item-fold.ts';
import { happenedSince } from './item-source.ts';

const onDays = 'day >= {fromDay:Date} AND day <= {toDay:Date}';
const fallsDue = `(day >= toDate(fromUnixTimestamp64Milli({from:Int64}), 'Asia/Shanghai')
	AND day <= toDate(fromUnixTimestamp64Milli({to:Int64}), 'Asia/Shanghai'))`;
const moment = 'moment >= {from:Int64} AND moment < {to:Int64} AND moment <= {asOf:Int64}';

/** What of the cells each figure sums up, and of which of them. */
const ofCells: Record<ItemFigure, readonly [value: string, condition: string]> = {
	accepted: ['items', `kind = 'accepted' AND ${onDays}`],
	delivered: ['items', `kind = 'delivered' AND ${onDays}`],
	attempted: ['items', `kind = 'attempted' AND ${onDays}`],
	due: ['items - recalled', `kind = 'due' AND ${moment}`],
	deliveredOfDue: ['handed_over', `kind = 'due' AND ${moment}`],
	deliveredOnTime: ['on_time', `kind = 'due' AND ${moment}`],
	overdueOpen: ['open', `kind = 'due' AND moment < {asOf:Int64}`]
};

/** What of a cell a figure sums up. */
export const cellValue = (figure: ItemFigure): string => ofCells[figure][0];

/** True for the cells that count for a figure. */
export const cellCondition = (figure: ItemFigure): string => ofCells[figure][1];

/**
 * A subquery with the cells that any figure of the ask may be on: `kind`, `day`, `basis`, `city` (four digits),
 * `project`, `moment` (of a deadline, epoch ms; else 0), `items`, `recalled`, `handed_over`, `on_time`, `open`, `fee`
 * and `documents`. As they were written: everything received before the mark of the job `items` is in them.
 */
export const writtenCells = written('true');

/** What changed since the cells were written: items by their keys, as decimal text, and days that they may be on. */
export interface Changed {
	readonly keys: readonly string[];
	readonly days: readonly (readonly [kind: string, day: string])[];
}

// Where an item was is forgotten last, so no day is left out while the job is under way. Where it is now is one of
// the days of its events or deadlines: a day too many costs a little time.
const DAYS = `
	WITH changed AS (SELECT toUInt64(arrayJoin({keys:Array(String)})))
	SELECT DISTINCT kind, day FROM (
		SELECT toString(s.1) AS kind, s.2 AS day FROM item_slot ARRAY JOIN slots AS s WHERE mail_key IN changed
		UNION ALL
		SELECT 'due', toDate(deadline) FROM item_deadline WHERE mail_key IN changed
		UNION ALL
		SELECT slot.1, slot.2
		FROM (
			SELECT arrayJoin(if(event = 'accepted', [('accepted', toDate(counted_at)), ('due', toDate(deadline))],
				[(if(event = 'attempted', 'attempted', 'delivered'), toDate(counted_at))])) AS slot
			FROM item_event
			WHERE mail_key IN changed AND event IN ('accepted', 'attempted', 'delivered', 'plate_fitted')
		)
	)`;

/** More are counted from the items at once: a parameter has 128 KiB at the most. */
const MOST_CHANGED = 3_000;

/** What changed since the cells were written, or happened after `until`; undefined when it is too much. */
export async function changedSinceWritten(
	db: ClickHouse,
	until: number | undefined
): Promise<Changed | undefined> {
	const changed = `${changedSince(MARK)}${until === undefined ? '' : happenedSince}`;
	const rows = await db.query<{ readonly key: string }>(
		'item-cells:changed',
		`SELECT DISTINCT toString(mail_key) AS key FROM (${changed}) LIMIT ${MOST_CHANGED + 1}`,
		until === undefined ? {} : { until }
	);
	if (rows.length > MOST_CHANGED) return undefined;
	const keys = rows.map(({ key }) => key);
	if (keys.length === 0) return { keys, days: [] };
	const days = await db.query<{ readonly kind: string; readonly day: string }>(
		'item-cells:days',
		DAYS,
		{ keys }
	);
	return { keys, days: days.map(({ kind, day }) => [kind, day]) };
}

/**
 * The same exactly as of now, or as of `until`: of the days that changed the items are counted themselves. With the
 * parameters of `changedParameters`, too.
 */
export function exactCells({ keys }: Changed): string {
	if (keys.length === 0) return writtenCells;
	const days = 'arrayZip({changedKinds:Array(String)}, {changedDays:Array(Date)})';
	const changed = '(SELECT toUInt64(arrayJoin({keys:Array(String)})))';
	return `(
		SELECT * FROM ${written(`NOT has(${days}, (toString(kind), day))`)}
		UNION ALL
		SELECT toString(kind), day, ${cellOfItem('toString(kind)')}
		FROM (SELECT * FROM item_on_day FINAL
			WHERE has(${days}, (toString(kind), day)) AND day IN {changedDays:Array(Date)} AND (kind = 'due' OR ${onDays})
			  AND NOT is_gone AND mail_key NOT IN ${changed}) ${byBasis}
		UNION ALL
		SELECT slot.1, slot.2, ${cellOfItem('slot.1')}
		FROM (SELECT *, arrayJoin(${slotsOfFold}) AS slot FROM ${itemFold(`e.mail_key IN ${changed}`)}) ${byBasis}
	)`;
}

export function changedParameters({ keys, days }: Changed) {
	return {
		keys,
		changedKinds: days.map(([kind]) => kind),
		changedDays: days.map(([, day]) => day)
	};
}

function written(condition: string): string {
	return `(
		SELECT toString(kind) AS kind, day, toString(cells.basis) AS basis, cells.city AS city, cells.project AS project,
			cells.moment AS moment, cells.items AS items, cells.recalled AS recalled, cells.delivered AS handed_over,
			cells.on_time AS on_time, cells.open AS open, cells.fee AS fee, cells.documents AS documents
		FROM (SELECT * FROM item_day FINAL
			WHERE ((kind != 'due' AND ${onDays}) OR (kind = 'due' AND (open > 0 OR ${fallsDue}))) AND ${condition})
		ARRAY JOIN cells
	)`;
}

const byBasis = `ARRAY JOIN ['origin', 'dest'] AS basis, [toString(origin), toString(dest)] AS place`;

/** An item of a day as a cell of one. */
const cellOfItem = (kind: string) => `
	basis, substring(place, 1, 4), toString(project), if(${kind} = 'due', toUnixTimestamp64Milli(deadline), 0), 1,
	is_recalled, is_delivered, is_delivered AND toUnixTimestamp(delivered_at) <= toUnixTimestamp(deadline),
	is_accepted AND NOT is_ended, fee, documents`;
