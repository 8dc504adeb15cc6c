import { scanEvents, type ScanEventName } from '#domain/event.ts';
import { HOUR_MS, floorTo } from '#domain/time.ts';
import type { ClickHouse } from './client.ts';
import { countedMinutes } from './minutes.ts';
import { perHour } from './per-hour.ts';
import { inScope, isWide } from './place.ts';
import { throughput, type Bucket } from './throughput.ts';

/** Scans at a place, seen three ways. */
export interface LiveScans {
	/** Of the 60 minutes up to `asOf`, all 16 events. */
	readonly hour: Readonly<Record<ScanEventName, number>>;
	/** The same by the province of the scan, in whole minutes. */
	readonly byProvince: ReadonlyMap<string, number>;
	/** The newest buckets by their start in epoch ms, oldest first, 0 included. */
	readonly buckets: readonly Bucket[];
}

const instant = (name: string) => `fromUnixTimestamp64Milli({${name}:Int64}, 'Asia/Shanghai')`;

// One statement for what every frame of a wall shows: three cost three times as much. The minute in which the
// hour begins is counted scan by scan, so that the sum moves smoothly.
const SCANS = `
	SELECT name, one_province, bucket, sum(n) AS total FROM (
		SELECT
			if(minute > toStartOfMinute(${instant('from')}) AND minute <= ${instant('to')}, event, '') AS name,
			if(name = '', '', substring(city, 1, 2)) AS one_province,
			if(minute >= ${instant('firstBucket')}, intDiv(toUnixTimestamp(minute), {step:UInt32}), 0) AS bucket,
			scans AS n
		FROM ${countedMinutes(`minute >= toStartOfMinute(${instant('from')}) AND minute < ${instant('end')}`)}
		WHERE ${inScope('city')}
	) GROUP BY GROUPING SETS ((name), (one_province), (bucket))
	UNION ALL
	SELECT toString(event) AS name, '' AS one_province, 0 AS bucket, count() AS total
	FROM scan_event FINAL
	WHERE at > ${instant('from')} AND at < toStartOfMinute(${instant('from')}) + INTERVAL 1 MINUTE
	  AND NOT clock_suspect AND ${inScope('site')}
	GROUP BY name`;

interface Row {
	readonly name: string;
	readonly one_province: string;
	readonly bucket: number;
	readonly total: number;
}

/**
 * The scans of a scope as of `asOf` (epoch ms): of the last hour by event and by province,
 * and in the bucket that `asOf` lies in and `buckets` - 1 before it, of `bucketMs` (whole minutes, at most an hour
 * all together) each.
 */
export async function liveScans(
	db: ClickHouse,
	ask: {
		readonly scope: string;
		readonly asOf: number;
		readonly buckets: number;
		readonly bucketMs: number;
	}
): Promise<LiveScans> {
	const { scope, asOf, bucketMs } = ask;
	const end = floorTo(asOf, bucketMs) + bucketMs;
	const firstBucket = end - ask.buckets * bucketMs;
	if (!isWide(scope)) return scansOfSite(db, { scope, asOf, from: firstBucket, to: end, bucketMs });
	const rows = await db.query<Row>('live-scans', SCANS, {
		scope,
		from: asOf - HOUR_MS,
		to: asOf,
		firstBucket,
		end,
		step: bucketMs / 1000
	});
	const events = new Map<string, number>();
	const provinces = new Map<string, number>();
	const counts = new Map<number, number>();
	const add = <K>(map: Map<K, number>, key: K, n: number) => map.set(key, (map.get(key) ?? 0) + n);
	for (const { name, one_province, bucket, total } of rows) {
		if (name !== '') add(events, name, total);
		else if (one_province !== '') add(provinces, one_province, total);
		else if (bucket !== 0) add(counts, bucket * bucketMs, total);
	}
	const hour = scanEvents.map((event) => [event, events.get(event) ?? 0] as const);
	return {
		hour: Object.fromEntries(hour) as Record<ScanEventName, number>, // every event is in the list
		byProvince: provinces,
		buckets: Array.from({ length: ask.buckets }, (_, i) => {
			const at = firstBucket + i * bucketMs;
			return { at, count: counts.get(at) ?? 0 };
		})
	};
}

/** Of a county or a site: counted scan by scan, which the rollup does not know. */
async function scansOfSite(
	db: ClickHouse,
	ask: { scope: string; asOf: number; from: number; to: number; bucketMs: number }
): Promise<LiveScans> {
	const { scope, asOf, from, to, bucketMs } = ask;
	const [hour, buckets] = await Promise.all([
		perHour(db, scope, asOf),
		throughput(db, { scope, from, to, stepSeconds: bucketMs / 1000 })
	]);
	const all = Object.values(hour).reduce((sum, scans) => sum + scans, 0);
	return { hour, byProvince: new Map([[scope.slice(0, 2), all]]), buckets };
}
