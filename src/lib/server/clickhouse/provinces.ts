import { servedProvinces } from '#domain/province.ts';
import type { ProvinceFigures } from '#domain/wall.ts';
import type { ClickHouse } from './client.ts';
import { inScope } from './place.ts';

const SQL = `
	SELECT province, sum(items) AS accepted, sum(scanned) AS perHour FROM (
		SELECT substring(site, 1, 2) AS province, uniqExact(mail_key) AS items, 0 AS scanned
		FROM item_milestone
		WHERE event = 'accepted' AND day = {day:Date} AND ${inScope('site')}
		GROUP BY province
		UNION ALL
		SELECT substring(city, 1, 2) AS province, 0 AS items, sum(scans) AS scanned
		FROM scan_minute
		WHERE minute > fromUnixTimestamp64Milli({asOf:Int64}) - INTERVAL 1 HOUR
		  AND minute <= fromUnixTimestamp64Milli({asOf:Int64}) AND ${inScope('city')}
		GROUP BY province
	) GROUP BY province`;

/** The figures of every province with a feed that the scope touches, by its code. */
export async function provinceFigures(
	db: ClickHouse,
	ask: { scope: string; day: string; asOf: number }
): Promise<Record<string, ProvinceFigures>> {
	const rows = await db.query<ProvinceFigures & { province: string }>('provinces', SQL, { ...ask });
	const found = new Map(rows.map((r) => [r.province, r]));
	return Object.fromEntries(
		servedProvinces
			.filter((p) => ask.scope === 'cn' || ask.scope.startsWith(p.code))
			.map((p) => {
				const { accepted = 0, perHour = 0 } = found.get(p.code) ?? {};
				return [p.code, { accepted, perHour }];
			})
	);
}
