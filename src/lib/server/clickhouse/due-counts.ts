import type { Basis } from './day-counts.ts';
import type { ClickHouse } from './client.ts';
import { inScope } from './place.ts';

/** Items by their deadline and what became of them. */
export interface DueCounts {
	readonly due: number;
	readonly deliveredOfDue: number;
	readonly deliveredOnTime: number;
	readonly overdueOpen: number;
}

/**
 * One row an item that was accepted: the first acceptance decides its deadline and places, the first
 * delivery ends it, and so do a return and a recall, after which nothing but a delivery of a returned
 * item counts.
 */
const items = `
	SELECT
		mail_key,
		minIf((counted_at, site, device, boot, seq, dest, project, deadline), event = 'accepted') AS acceptance,
		minIf(counted_at, event = 'delivered') AS delivered_first,
		minIf(counted_at, event = 'plate_fitted') AS fitted_first,
		minIf(counted_at, event = 'returned') AS returned_first,
		minIf(counted_at, event = 'recalled') AS recalled_first,
		countIf(event = 'accepted') > 0 AS is_accepted,
		multiIf(
			acceptance.7 != 'PLATE' OR fitted_first = toDateTime64(0, 3), delivered_first,
			delivered_first = toDateTime64(0, 3), fitted_first,
			least(delivered_first, fitted_first)) AS delivered_at,
		delivered_at != toDateTime64(0, 3)
			AND (recalled_first = toDateTime64(0, 3) OR delivered_at <= recalled_first) AS is_delivered,
		recalled_first != toDateTime64(0, 3) AND NOT is_delivered
			AND (returned_first = toDateTime64(0, 3) OR recalled_first <= returned_first) AS is_recalled,
		is_delivered OR is_recalled OR returned_first != toDateTime64(0, 3) AS is_ended,
		acceptance.8 AS due_at
	FROM item_milestone
	WHERE counted_at <= fromUnixTimestamp64Milli({asOf:Int64})
	GROUP BY mail_key
	HAVING is_accepted`;

/**
 * Counts items whose deadline lies in [from, to) and not after `asOf`, all in epoch ms; `overdueOpen` is of
 * any deadline before `asOf`. By destination unless `basis` says otherwise.
 */
export async function dueCounts(
	db: ClickHouse,
	ask: { scope: string; basis?: Basis | undefined; from: number; to: number; asOf: number }
): Promise<DueCounts> {
	const place = ask.basis === 'origin' || ask.basis === 'place' ? 'acceptance.2' : 'acceptance.6';
	const isDue = `due_at >= fromUnixTimestamp64Milli({from:Int64}) AND due_at < fromUnixTimestamp64Milli({to:Int64})
		AND due_at <= fromUnixTimestamp64Milli({asOf:Int64}) AND NOT is_recalled`;
	const sql = `
		SELECT
			countIf(${isDue}) AS due,
			countIf(${isDue} AND is_delivered) AS deliveredOfDue,
			countIf(${isDue} AND is_delivered AND toUnixTimestamp(delivered_at) <= toUnixTimestamp(due_at)) AS deliveredOnTime,
			countIf(due_at < fromUnixTimestamp64Milli({asOf:Int64}) AND NOT is_ended) AS overdueOpen
		FROM (${items})
		WHERE ${inScope(place)}`;
	const rows = await db.query<DueCounts>('due-counts', sql, {
		scope: ask.scope,
		from: ask.from,
		to: ask.to,
		asOf: ask.asOf
	});
	return rows[0] ?? { due: 0, deliveredOfDue: 0, deliveredOnTime: 0, overdueOpen: 0 };
}
