/** What the statements of the ledger are made of. Hours and instants are epoch milliseconds. */
import { MINUTE_MS } from '#domain/time.ts';
import { inScope } from './place.ts';

/** Which devices: those of a scope, of one site, of one name. */
export interface Devices {
	readonly scope: string;
	readonly site?: string | undefined;
	readonly device?: string | undefined;
}

/** Hours from the one that begins at `from` to before `to`. */
export interface Hours {
	readonly from: number;
	readonly to: number;
}

/** A device and one of its streams as one text: none of the three has a space. */
export type SourceKey = `${string} ${string} ${string}`;

export interface Source {
	readonly site: string;
	readonly device: string;
	readonly stream: string;
}

export const keyOf = ({ site, device, stream }: Source): SourceKey => `${site} ${device} ${stream}`;

/** The parameters of every statement here. `keys` empty = all devices chosen. */
export interface Given extends Devices, Hours {
	readonly keys: readonly SourceKey[];
	/** What came at or before it came long enough ago for a hole below it to be missing. */
	readonly settled: number;
}

export const SETTLE_MS = MINUTE_MS;

export const instant = (name: string) => `fromUnixTimestamp64Milli({${name}:Int64})`;
export const hourMs = (column: string) => `toUnixTimestamp(${column}) * 1000`;

/** True for a row of the devices asked for. */
export const chosen = `${inScope('site')} AND ({site:String} = '' OR site = {site:String})
	AND ({device:String} = '' OR device = {device:String})`;

/** True for a row of `keys`, of which a table knows these `columns`. */
export function keyed(
	columns: readonly string[],
	keys: readonly SourceKey[],
	where = 'true'
): string {
	if (keys.length === 0) return chosen;
	const parts = columns.map((_, i) => `key[${i + 1}]`).join(', ');
	return `${chosen} AND (${columns.join(', ')}) IN (
		SELECT ${parts} FROM (SELECT splitByChar(' ', arrayJoin({keys:Array(String)})) AS key) WHERE ${where})`;
}

const source = ['site', 'device', 'stream'];
export const ofSource = (keys: readonly SourceKey[]) => keyed(source, keys);

export const parametersOf = ({ keys, ...given }: Given) => ({
	...given,
	site: given.site ?? '',
	device: given.device ?? '',
	...(keys.length > 0 && { keys })
});

/** The last number that a device named for a boot and stream, long enough ago, and when it says that was. */
export const raised = (keys: readonly SourceKey[]) => `
	SELECT site, device, stream, boot, max(seq) AS raised_seq, argMin(at, (-toInt64(seq), received_at)) AS raised_at,
		argMin(received_at, (-toInt64(seq), received_at)) AS raised_received
	FROM (
		SELECT site, device, boot, at, received_at, stream, seq
		FROM device_status
		ARRAY JOIN mapKeys(last) AS stream, mapValues(last) AS seq
		WHERE boot != '' AND received_at <= ${instant('settled')}
	)
	WHERE seq > 0 AND ${ofSource(keys)}
	GROUP BY site, device, stream, boot`;

export const inHours = (column: string) =>
	`${column} >= ${instant('from')} AND ${column} < ${instant('to')}`;

const boot = 'cityHash64(site, device, stream, boot)';

/**
 * True for a row of a boot that has something in the hours asked for. By hash, which takes a third of the
 * time; two boots of one hash only make a row too many, whose hours are not asked for.
 */
export const active = (keys: readonly SourceKey[]) => `${boot} IN (
	SELECT ${boot} FROM seq_seen WHERE ${inHours('hour')} AND ${ofSource(keys)}
	UNION ALL
	SELECT ${boot} FROM (${raised(keys)}) WHERE ${inHours('raised_at')}
)`;

/** True for a row of a boot of which a device named the last number, in the hours asked for. */
export const isNamed = (keys: readonly SourceKey[]) => `${boot} IN (
	SELECT ${boot} FROM (${raised(keys)}) WHERE ${inHours('raised_at')}
)`;

/**
 * One row a boot: for each bucket of its hours (bucket, lowest, highest, how many came, how many are stored),
 * ascending by the lowest.
 */
export const boots = (bucket: string, keys: readonly SourceKey[]) => `
	SELECT site, device, stream, boot,
		arraySort(x -> x.2, groupArray((bucket, bitmapMin(came), bitmapMax(came), bitmapCardinality(came), bitmapCardinality(stored)))) AS spans
	FROM (
		SELECT site, device, stream, boot, ${bucket} AS bucket,
			groupBitmapMergeState(seqs) AS came, groupBitmapMergeStateIf(seqs, NOT is_rejected) AS stored
		FROM seq_seen
		WHERE ${ofSource(keys)} AND ${active(keys)}
		GROUP BY site, device, stream, boot, bucket
	)
	GROUP BY site, device, stream, boot`;
