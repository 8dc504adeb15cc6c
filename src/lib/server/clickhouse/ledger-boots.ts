/** What came of each boot. Hours and instants are epoch milliseconds. */
import type { Layer, Span } from '#domain/ledger.ts';
import type { ClickHouse } from './client.ts';
import {
	boots,
	hourMs,
	active,
	inHours,
	isNamed,
	instant,
	keyOf,
	keyed,
	ofSource,
	parametersOf,
	raised,
	type Given,
	type Source,
	type SourceKey
} from './ledger-sql.ts';

export interface Boot extends Source {
	readonly boot: string;
	/** Ascending by `lo`; a bucket's number is its hour. */
	readonly spans: readonly Span[];
}

type Five = readonly [number, number, number, number, number];
type BootRow = Source & { readonly boot: string; readonly spans: readonly Five[] };

function bootOf({ spans, ...row }: BootRow): Boot {
	return {
		...row,
		spans: spans.map(([hour, lo, hi, present, stored]) => ({ hour, lo, hi, present, stored }))
	};
}

/** The boots of `keys` that have something in the hours, each with all of its own hours. */
export async function bootsByHour(db: ClickHouse, given: Given): Promise<Boot[]> {
	const sql = boots(hourMs('hour'), given.keys);
	return (await db.query<BootRow>('ledger:boots', sql, parametersOf(given))).map(bootOf);
}

/** `from` for the hours asked for, 0 for all others. */
const BUCKET = `if(${inHours('hour')}, {from:Int64}, 0)`;

/** As `bootsByHour`, with two spans at the most: `from` is the hours asked for, 0 all others. */
export async function bootsAtOnce(db: ClickHouse, given: Given): Promise<Boot[]> {
	const sql = boots(BUCKET, given.keys);
	return (await db.query<BootRow>('ledger:boots-at-once', sql, parametersOf(given))).map(bootOf);
}

/** What the rows of `seq_seen` tell as they lie, without a number of them being looked at. */
export interface Glance {
	/** Stored in the hours asked for by the boots of which every number up to the highest is stored. */
	readonly complete: number;
	/** Other boots, as `bootsAtOnce` tells them. */
	readonly boots: readonly Boot[];
	/** The boots, by `bootKey`, whose rows share numbers' places. */
	readonly unclear: ReadonlyMap<string, SourceKey>;
}

/** The boots that have something in the hours, in a third of the time that `bootsAtOnce` takes. */
export async function glanceAtBoots(db: ClickHouse, given: Given): Promise<Glance> {
	const sql = `
		SELECT one_site AS site, one_device AS device, one_stream AS stream, one_boot AS boot,
			one_kind AS kind, one_spans AS spans, sum(highest - highest_outside) AS complete
		FROM (
			SELECT arraySort(x -> (x.1, x.2), groupArray((lo, hi))) AS parts,
				arrayPopBack(parts) AS lower, arrayPopFront(parts) AS upper,
				max(hi) AS highest, maxIf(hi, bucket = 0) AS highest_outside,
				multiIf(
					min(hi - lo + 1 = n AND NOT is_rejected AND NOT is_named) AND min(lo) = 1
						AND arrayAll((a, b) -> b.1 <= a.2 + 1, lower, upper) AND minIf(lo, bucket != 0) > highest_outside,
					'complete',
					arrayAll((a, b) -> b.1 > a.2, lower, upper), 'disjoint',
					'unclear') AS one_kind,
				arraySort(x -> x.2, arrayFilter(x -> x.4 > 0, [
					({from:Int64}, minIf(lo, bucket != 0), maxIf(hi, bucket != 0), sumIf(n, bucket != 0), sumIf(n, bucket != 0 AND NOT is_rejected)),
					(0, minIf(lo, bucket = 0), maxIf(hi, bucket = 0), sumIf(n, bucket = 0), sumIf(n, bucket = 0 AND NOT is_rejected))
				])) AS all_spans,
				if(one_kind = 'complete', '', any(site)) AS one_site, if(one_kind = 'complete', '', any(device)) AS one_device,
				if(one_kind = 'complete', '', any(stream)) AS one_stream, if(one_kind = 'complete', '', any(boot)) AS one_boot,
				if(one_kind = 'disjoint', all_spans, []) AS one_spans
			FROM (
				SELECT site, device, stream, boot, is_rejected, ${BUCKET} AS bucket, ${isNamed(given.keys)} AS is_named,
					bitmapMin(seqs) AS lo, bitmapMax(seqs) AS hi, bitmapCardinality(seqs) AS n
				FROM seq_seen WHERE ${ofSource(given.keys)} AND ${active(given.keys)}
			)
			GROUP BY sipHash128(site, device, stream, boot)
		)
		GROUP BY one_site, one_device, one_stream, one_boot, one_kind, one_spans`;
	type Row = BootRow & { readonly kind: string; readonly complete: number };
	const rows = await db.query<Row>('ledger:glance', sql, parametersOf(given));
	const ofKind = (name: string) => rows.filter(({ kind }) => kind === name);
	return {
		complete: ofKind('complete')[0]?.complete ?? 0,
		boots: ofKind('disjoint').map(({ kind: _, complete: __, ...row }) => bootOf(row)),
		unclear: new Map(ofKind('unclear').map((row) => [bootKey(row), keyOf(row)]))
	};
}

export interface Raised extends Source {
	readonly boot: string;
	readonly seq: number;
	readonly hour: number;
	readonly receivedAt: number;
}

/** Where a device named a higher last number than came, by a status of the hours asked for. */
export function raisedBoots(db: ClickHouse, given: Given): Promise<Raised[]> {
	const { keys } = given;
	const sql = `
		SELECT site, device, stream, boot, raised_seq AS seq, ${hourMs('toStartOfHour(raised_at)')} AS hour,
			toUnixTimestamp64Milli(raised_received) AS receivedAt
		FROM (${raised(keys)}) AS r
		LEFT JOIN (
			SELECT site, device, stream, boot, max(bitmapMax(seqs)) AS highest FROM seq_seen
			WHERE (site, device, stream, boot) IN (SELECT site, device, stream, boot FROM (${raised(keys)}))
			GROUP BY site, device, stream, boot
		) AS s USING (site, device, stream, boot)
		WHERE raised_seq > highest AND ${inHours('raised_at')}`;
	return db.query<Raised>('ledger:raised', sql, parametersOf(given));
}

interface First extends Source {
	readonly boot: string;
	readonly receivedAt: number;
}

/** The first boot that was ever received of each device and stream. */
export async function firstBoots(
	db: ClickHouse,
	given: Given
): Promise<ReadonlyMap<SourceKey, First>> {
	const sql = `
		SELECT site, device, stream, argMin(boot, (first_received, boot)) AS boot,
			toUnixTimestamp64Milli(min(first_received)) AS receivedAt
		FROM seq_seen WHERE ${ofSource(given.keys)} GROUP BY site, device, stream`;
	const rows = await db.query<First>('ledger:first-boots', sql, parametersOf(given));
	return new Map(rows.map((row) => [keyOf(row), row]));
}

const streams = ['scan', 'line', 'vehicle', 'station', 'order'];

/** Numbers whose event, or whose dead letter, came first after `settled`. */
const recent = (keys: readonly SourceKey[]) =>
	[
		...streams.map(
			(stream) => `
			SELECT site, device, '${stream}' AS stream, boot, seq, false AS is_rejected FROM ${stream}_event FINAL
			WHERE received_at > ${instant('settled')}
			AND ${keyed(['site', 'device'], keys, `key[3] = '${stream}'`)}`
		),
		`SELECT site, device, stream, boot, seq, true AS is_rejected FROM dead_letter
			WHERE boot != '' AND seq > 0 AND ${ofSource(keys)}
			GROUP BY site, device, stream, boot, seq HAVING min(received_at) > ${instant('settled')}`
	].join(' UNION ALL ');

/**
 * The boots with a hole that is too young to be missing, and the highest number that came long enough ago
 * (0: none).
 */
export async function openBoots(
	db: ClickHouse,
	given: Given
): Promise<ReadonlyMap<string, number>> {
	const boot = 'site, device, stream, boot';
	const sql = `
		WITH bitmapOr(bitmapAndnot(stored, new_stored), bitmapAndnot(rejected, new_rejected)) AS old,
			bitmapOr(stored, rejected) AS came,
			if(bitmapCardinality(old) = 0, 0, bitmapMax(old)) AS horizon, bitmapMax(came) AS highest
		SELECT ${boot}, horizon FROM (
			SELECT ${boot}, groupBitmapMergeStateIf(seqs, NOT is_rejected) AS stored,
				groupBitmapMergeStateIf(seqs, is_rejected) AS rejected
			FROM seq_seen WHERE ${ofSource(given.keys)} AND (${boot}) IN (SELECT ${boot} FROM (${recent(given.keys)}))
			GROUP BY ${boot}
		) AS seen
		INNER JOIN (
			SELECT ${boot}, groupBitmapStateIf(seq, NOT is_rejected) AS new_stored,
				groupBitmapStateIf(seq, is_rejected) AS new_rejected
			FROM (${recent(given.keys)}) GROUP BY ${boot}
		) AS fresh USING (${boot})
		WHERE highest - horizon > bitmapCardinality(bitmapSubsetInRange(came, toUInt64(horizon) + 1, toUInt64(highest) + 1))`;
	const rows = await db.query<Source & { readonly boot: string; readonly horizon: number }>(
		'ledger:open-boots',
		sql,
		parametersOf(given)
	);
	return new Map(rows.map((row) => [bootKey(row), row.horizon]));
}

export const bootKey = (row: Source & { readonly boot: string }) => `${keyOf(row)} ${row.boot}`;

/** Every number of the boots of `keys` that are active in the hours, as runs, by `bootKey`. */
export async function layersOf(
	db: ClickHouse,
	given: Given,
	wanted: ReadonlySet<string>
): Promise<ReadonlyMap<string, Layer[]>> {
	const names = {
		boots: [...new Set([...wanted].map((key) => key.split(' ').slice(3).join(' ')))]
	};
	const sql = `
		WITH arraySort(bitmapToArray(groupBitmapMergeState(seqs))) AS numbers
		SELECT site, device, stream, boot, ${hourMs('hour')} AS hour, NOT is_rejected AS isStored,
			arrayMap(run -> (run[1], run[-1]), arraySplit((_, step) -> step > 1, numbers, arrayDifference(numbers))) AS runs
		FROM seq_seen
		WHERE ${ofSource(given.keys)} AND boot IN {boots:Array(String)}
		GROUP BY site, device, stream, boot, seq_seen.hour, is_rejected`;
	const rows = await db.query<Layer & Source & { readonly boot: string }>('ledger:layers', sql, {
		...parametersOf(given),
		...names
	});
	const byBoot = Map.groupBy(rows, bootKey);
	return new Map([...byBoot].filter(([key]) => wanted.has(key)));
}
