/** Which hours of which devices the ledger has. Hours are epoch milliseconds. */
import type { ClickHouse } from './client.ts';
import {
	active,
	hourMs,
	inHours,
	ofSource,
	parametersOf,
	type Given,
	type Source,
	type SourceKey
} from './ledger-sql.ts';
import type { Mark } from './page.ts';

// Rows that were not merged yet may share numbers within an hour. Going by hour, (the hour, the highest of the
// hours before it, its own highest so far, whether a number lay at or below those before).
const OUT_OF_ORDER = `arrayFold(
	(seen, x) -> (
		x.1,
		if(x.1 = seen.1, seen.2, greatest(seen.2, seen.3)),
		if(x.1 = seen.1, greatest(seen.3, x.3), x.3),
		toUInt8(seen.4 OR x.2 <= if(x.1 = seen.1, seen.2, greatest(seen.2, seen.3)))
	),
	arraySort(rows),
	(toUInt32(0), toUInt64(0), toUInt64(0), toUInt8(0))
).4`;

/** Devices with a boot whose numbers do not ascend with its hours: only each number tells which hour has what. */
export function interleavedSources(db: ClickHouse, given: Given): Promise<Source[]> {
	const sql = `
		SELECT DISTINCT site, device, stream FROM (
			SELECT site, device, stream, boot,
				groupArray((toUnixTimestamp(hour), toUInt64(bitmapMin(seqs)), toUInt64(bitmapMax(seqs)))) AS rows
			FROM seq_seen WHERE ${ofSource(given.keys)} AND ${active(given.keys)}
			GROUP BY site, device, stream, boot
		)
		WHERE ${OUT_OF_ORDER}`;
	return db.query<Source>('ledger:interleaved', sql, parametersOf(given));
}

/** What came again in one hour of receipt. */
export interface Extra extends Source {
	readonly hour: number;
	readonly duplicate: number;
	readonly conflict: number;
}

const EXTRAS = (keys: readonly SourceKey[]) => `
	SELECT site, device, stream, hour, sum(duplicate) AS duplicates, sum(conflict) AS conflicts FROM seq_extra
	WHERE ${inHours('hour')} AND ${ofSource(keys)}
	GROUP BY site, device, stream, hour HAVING duplicates + conflicts > 0`;

export function extras(db: ClickHouse, given: Given): Promise<Extra[]> {
	const sql = `SELECT site, device, stream, ${hourMs('e.hour')} AS hour, duplicates AS duplicate, conflicts AS conflict
		FROM (${EXTRAS(given.keys)}) AS e`;
	return db.query<Extra>('ledger:extras', sql, parametersOf(given));
}

/** The hours of devices in which something came: how many, and those after a mark in the order of the list. */
export async function ledgerKeys(
	db: ClickHouse,
	given: Given,
	page: { readonly after: Mark | undefined; readonly limit: number }
): Promise<{ readonly total: number; readonly keys: readonly (Source & { hour: number })[] }> {
	const rows = `
		SELECT site, device, stream, hour FROM seq_seen WHERE ${inHours('hour')} AND ${ofSource(given.keys)}
		UNION DISTINCT
		SELECT site, device, stream, hour FROM (${EXTRAS(given.keys)})`;
	const after = page.after ?? { at: Number.MAX_SAFE_INTEGER, id: '' };
	const [counted, keys] = await Promise.all([
		db.query<{ total: number }>(
			'ledger:total',
			`SELECT count() AS total FROM (${rows})`,
			parametersOf(given)
		),
		db.query<Source & { hour: number }>(
			'ledger:keys',
			`SELECT site, device, stream, ${hourMs('r.hour')} AS hour FROM (${rows}) AS r
			WHERE hour < {at:Int64} OR (hour = {at:Int64} AND concat(site, ' ', device, ' ', stream) > {id:String})
			ORDER BY hour DESC, site, device, stream LIMIT {limit:UInt32}`,
			{ ...parametersOf(given), ...after, limit: page.limit }
		)
	]);
	return { total: counted[0]?.total ?? 0, keys };
}
