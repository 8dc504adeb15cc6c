import { DAY_MS, MINUTE_MS, floorTo } from '#domain/time.ts';
import type { ClickHouse } from './client.ts';
import { chosen, keyOf, parametersOf, type Given, type Source } from './ledger-sql.ts';

/** A business day is closed so long after its end. */
const CLOSE_MS = 2 * MINUTE_MS;

const closeOf = (at: number): number => floorTo(at, DAY_MS) + DAY_MS + CLOSE_MS;

const closed = 'toStartOfDay(at) + INTERVAL 1 DAY + INTERVAL 2 MINUTE';
const streams = ['scan', 'line', 'vehicle', 'station', 'order'];

const late = `received_at >= fromUnixTimestamp64Milli({close:Int64}) AND received_at >= ${closed}
	AND at >= fromUnixTimestamp64Milli({first:Int64}) AND at < fromUnixTimestamp64Milli({last:Int64}) + INTERVAL 1 HOUR
	AND ${chosen}`;

const hour = 'toUnixTimestamp(toStartOfHour(at)) * 1000 AS hour';

// Only hours of the event's own time: an hour of receipt cannot be late.
const LATE = [
	...streams.map(
		(stream) =>
			`SELECT DISTINCT site, device, '${stream}' AS stream, ${hour} FROM ${stream}_event FINAL WHERE ${late}`
	),
	`SELECT DISTINCT site, device, stream, ${hour} FROM dead_letter WHERE boot != '' AND seq > 0 AND ${late}`
].join(' UNION ALL ');

/** Of `rows`, as `hour key`, those of which something was received after their day was closed. */
export async function revisedHours(
	db: ClickHouse,
	given: Given,
	rows: readonly (Source & { readonly hour: number })[],
	asOf: number
): Promise<ReadonlySet<string>> {
	const hours = rows.map((row) => row.hour).filter((at) => closeOf(at) <= asOf);
	if (hours.length === 0) return new Set();
	const first = Math.min(...hours);
	const found = await db.query<Source & { readonly hour: number }>('ledger:revised', LATE, {
		...parametersOf({ ...given, keys: [] }),
		...{ first, last: Math.max(...hours), close: closeOf(first) }
	});
	return new Set(found.map((row) => `${row.hour} ${keyOf(row)}`));
}
