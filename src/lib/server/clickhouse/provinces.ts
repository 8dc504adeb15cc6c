import type { ClickHouse } from './client.ts';
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

interface Row {
	readonly province: string;
	readonly total: number;
}

function byProvince(rows: readonly Row[]): ReadonlyMap<string, number> {
	return new Map(rows.map((row) => [row.province, row.total]));
}
