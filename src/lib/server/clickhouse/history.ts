import type { Days } from '#domain/ranking.ts';
import { DAY_MS, dayOf } from '#domain/time.ts';
import type { ClickHouse } from './client.ts';

/** What a province did in a period, by the history that was imported. */
export interface ProvinceHistory {
	readonly accepted: number;
	/** Fen. */
	readonly revenue: number;
}

// A day without any row of a province is not known, and neither is a period with such a day.
const SQL = `
	SELECT province, sumIf(accepted, {project:String} = '' OR project = {project:String}) AS accepted,
		sumIf(revenue_fen, {project:String} = '' OR project = {project:String}) AS revenue
	FROM history FINAL
	WHERE day >= {from:Date} AND day <= {to:Date}
	GROUP BY province
	HAVING uniqExact(day) = {days:UInt32}`;

/** The history of each province that has all days of the period, by its code; of one project or all together. */
export async function provinceHistory(
	db: ClickHouse,
	{ from, to }: Days,
	project: string | undefined
): Promise<ReadonlyMap<string, ProvinceHistory>> {
	const rows = await db.query<ProvinceHistory & { readonly province: string }>('history', SQL, {
		...{ from: dayOf(from), to: dayOf(to - DAY_MS), project: project ?? '' },
		days: Math.round((to - from) / DAY_MS)
	});
	return new Map(rows.map(({ province, ...figures }) => [province, figures]));
}
