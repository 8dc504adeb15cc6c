import { scanEvents, type ScanEventName } from '#domain/event.ts';
import { HOUR_MS } from '#domain/time.ts';
import type { ClickHouse } from './client.ts';
import { countedMinutes } from './minutes.ts';
import { inScope, isWide } from './place.ts';

const scans = (where: string) => `
	SELECT event, site AS place FROM scan_event FINAL WHERE ${where}`;

// The minute in which the hour begins is counted scan by scan, so that the sum moves smoothly.
const wide = `
	SELECT event, sum(n) AS total FROM (
		SELECT event, sum(scans) AS n
		FROM ${countedMinutes(`minute > toStartOfMinute(fromUnixTimestamp64Milli({from:Int64}, 'Asia/Shanghai'))
			AND minute <= fromUnixTimestamp64Milli({to:Int64})`)}
		WHERE ${inScope('city')}
		GROUP BY event
		UNION ALL
		SELECT event, count() AS n FROM (${scans(`at > fromUnixTimestamp64Milli({from:Int64})
			AND at < toStartOfMinute(fromUnixTimestamp64Milli({from:Int64}, 'Asia/Shanghai')) + INTERVAL 1 MINUTE
			AND NOT clock_suspect`)})
		WHERE ${inScope('place')} GROUP BY event
	) GROUP BY event`;

const narrow = `
	SELECT event, count() AS total FROM (
		${scans(`at > fromUnixTimestamp64Milli({from:Int64}) AND at <= fromUnixTimestamp64Milli({to:Int64}) AND NOT clock_suspect`)}
		UNION ALL
		${scans(`clock_suspect AND at > fromUnixTimestamp64Milli({from:Int64})
			AND at <= fromUnixTimestamp64Milli({to:Int64}) + INTERVAL 1 DAY
			AND received_at > fromUnixTimestamp64Milli({from:Int64}) AND received_at <= fromUnixTimestamp64Milli({to:Int64})`)}
	) WHERE ${inScope('place')} GROUP BY event`;

/** The scans of the 60 minutes up to `asOf` (epoch ms) at a place, for all 16 events. */
export async function perHour(
	db: ClickHouse,
	scope: string,
	asOf: number
): Promise<Record<ScanEventName, number>> {
	const rows = await db.query<{ event: string; total: number }>(
		'per-hour',
		isWide(scope) ? wide : narrow,
		{ scope, from: asOf - HOUR_MS, to: asOf }
	);
	const counts = new Map(rows.map((r) => [r.event, r.total]));
	const all: [ScanEventName, number][] = scanEvents.map((event) => [event, counts.get(event) ?? 0]);
	return Object.fromEntries(all) as Record<ScanEventName, number>; // every event is in the list
}
