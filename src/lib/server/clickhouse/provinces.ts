import type { ClickHouse } from './client.ts';
import { countedMinutes } from './minutes.ts';
import { inScope } from './place.ts';

const ACCEPTED = `
	SELECT substring(site, 1, 2) AS province, uniqExact(mail_key) AS total
	FROM item_milestone
	WHERE event = 'accepted' AND day = {day:Date} AND ${inScope('site')}
	GROUP BY province`;

/** Distinct items accepted on a business day by the province of their origin. */
export async function acceptedByProvince(
	db: ClickHouse,
	ask: { scope: string; day: string }
): Promise<ReadonlyMap<string, number>> {
	return byProvince(await db.query<Row>('accepted-by-province', ACCEPTED, { ...ask }));
}

const SCANS = `
	SELECT substring(city, 1, 2) AS province, sum(scans) AS total
	FROM ${countedMinutes(`minute > fromUnixTimestamp64Milli({asOf:Int64}) - INTERVAL 1 HOUR
		AND minute <= fromUnixTimestamp64Milli({asOf:Int64})`)}
	WHERE ${inScope('city')}
	GROUP BY province`;

/** Scans of the 60 minutes up to `asOf` (epoch ms), whole minutes, by the province of the scan. */
export async function scansByProvince(
	db: ClickHouse,
	ask: { scope: string; asOf: number }
): Promise<ReadonlyMap<string, number>> {
	return byProvince(await db.query<Row>('scans-by-province', SCANS, { ...ask }));
}

interface Row {
	readonly province: string;
	readonly total: number;
}

function byProvince(rows: readonly Row[]): ReadonlyMap<string, number> {
	return new Map(rows.map((row) => [row.province, row.total]));
}
