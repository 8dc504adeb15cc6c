import type { ClickHouse } from './client.ts';
import { countedMinutes } from './minutes.ts';
import { inScope, isWide } from './place.ts';

/** What is asked: scans at a place, per bucket. Times in epoch ms, both multiples of the step. */
export interface ThroughputAsk {
	readonly scope: string;
	/** One of the scan events; all together when absent. */
	readonly event?: string | undefined;
	readonly project?: string | undefined;
	readonly from: number;
	readonly to: number;
	readonly stepSeconds: number;
}

/** A bucket: its start in epoch ms, and the scans in it. */
export interface Bucket {
	readonly at: number;
	readonly count: number;
}

const filters = `({event:String} = '' OR event = {event:String}) AND ({project:String} = '' OR project = {project:String})`;

const fromMinutes = `
	SELECT intDiv(toUnixTimestamp(minute) + 28800, {step:UInt32}) AS bucket, sum(scans) AS scans_in
	FROM ${countedMinutes(
		'minute >= fromUnixTimestamp64Milli({from:Int64}) AND minute < fromUnixTimestamp64Milli({to:Int64})'
	)}
	WHERE ${inScope('city')} AND ${filters}
	GROUP BY bucket`;

// A suspect event counts at its receipt, up to 24 hours before the time that it lies at.
const fromScans = `
	SELECT intDiv(intDiv(toUnixTimestamp64Milli(counted), 1000) + 28800, {step:UInt32}) AS bucket, count() AS scans_in
	FROM (
		SELECT at AS counted, site, event, project FROM scan_event FINAL
		WHERE at >= fromUnixTimestamp64Milli({from:Int64}) AND at < fromUnixTimestamp64Milli({to:Int64})
		  AND NOT clock_suspect
		UNION ALL
		SELECT received_at AS counted, site, event, project FROM scan_event FINAL
		WHERE clock_suspect AND at >= fromUnixTimestamp64Milli({from:Int64})
		  AND at < fromUnixTimestamp64Milli({to:Int64}) + INTERVAL 1 DAY
		  AND received_at >= fromUnixTimestamp64Milli({from:Int64})
		  AND received_at < fromUnixTimestamp64Milli({to:Int64})
	)
	WHERE ${inScope('site')} AND ${filters}
	GROUP BY bucket`;

/** The scans of every bucket in [from, to), oldest first; a bucket without scans is 0. */
export async function throughput(db: ClickHouse, ask: ThroughputAsk): Promise<Bucket[]> {
	const fast = ask.stepSeconds >= 60 && isWide(ask.scope);
	const rows = await db.query<{ bucket: number; scans_in: number }>(
		'throughput',
		fast ? fromMinutes : fromScans,
		{
			scope: ask.scope,
			event: ask.event ?? '',
			project: ask.project ?? '',
			from: ask.from,
			to: ask.to,
			step: ask.stepSeconds
		}
	);
	const stepMs = ask.stepSeconds * 1000;
	const counts = new Map(rows.map((r) => [r.bucket * stepMs - 28_800_000, r.scans_in]));
	return Array.from({ length: Math.max(0, (ask.to - ask.from) / stepMs) }, (_, i) => {
		const at = ask.from + i * stepMs;
		return { at, count: counts.get(at) ?? 0 };
	});
}
