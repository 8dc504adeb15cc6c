import { daysBefore, type Days, type Figure, type Metric } from '#domain/ranking.ts';
import { DAY_MS, dayOf } from '#domain/time.ts';
import type { ClickHouse } from './client.ts';
import { figureParameters } from './item-counts.ts';
import { figureCondition, placeOf, type Basis } from './item-figures.ts';
import { itemFold } from './item-fold.ts';

/** What is ranked: a metric in a period, as of an instant. Epoch ms. */
export interface RankingAsk {
	readonly metric: Metric;
	readonly basis: Basis | undefined;
	readonly project: string | undefined;
	readonly days: Days;
	/** Rates are of the deadlines of the 24 hours up to `asOf`; everything else is of `days`. */
	readonly window: '24h' | undefined;
	readonly asOf: number;
	/** Leaves out what happened after `asOf`. */
	readonly upToAsOf: boolean;
	/** Leaves out what was received after it: what was shown then. */
	readonly knownAt: number | undefined;
}

/** Which items a metric is about, and what it makes of them. */
const counted = {
	volume: { figure: 'accepted', numerator: 'count()', denominator: '1' },
	// Not known without a history of the year before.
	volume_growth: { figure: 'accepted', numerator: 'count()', denominator: '0' },
	revenue: { figure: 'accepted', numerator: 'sum(fee)', denominator: '1' },
	revenue_growth: { figure: 'accepted', numerator: 'sum(fee)', denominator: '0' },
	// What was issued lies beside the items.
	conversion: { figure: 'accepted', numerator: 'sum(documents)', denominator: '0' },
	delivery_rate: { figure: 'due', numerator: 'countIf(is_delivered)', denominator: 'count()' },
	on_time_rate: {
		figure: 'due',
		numerator:
			'countIf(is_delivered AND toUnixTimestamp(delivered_at) <= toUnixTimestamp(deadline))',
		denominator: 'count()'
	}
} as const satisfies Record<Metric, unknown>;

/** The figure of each province that has any, by its code, in the period of the ask and in the one before it. */
export async function rankingFigures(
	db: ClickHouse,
	ask: RankingAsk,
	now: number
): Promise<{
	readonly now: ReadonlyMap<string, Figure>;
	readonly before: ReadonlyMap<string, Figure>;
}> {
	const { days, asOf } = ask;
	const isWindow = ask.window === '24h' && counted[ask.metric].figure === 'due';
	const before = daysBefore(days, now);
	const [current, previous] = await Promise.all(
		isWindow
			? [
					figuresOf(db, ask, { from: asOf - DAY_MS, to: asOf + 1 }),
					figuresOf(db, ask, { from: asOf - 2 * DAY_MS, to: asOf - DAY_MS })
				]
			: [figuresOf(db, ask, days), figuresOf(db, ask, before)]
	);
	return { now: current, before: previous };
}

async function figuresOf(
	db: ClickHouse,
	ask: RankingAsk,
	period: Days
): Promise<ReadonlyMap<string, Figure>> {
	const { metric, basis, project = '', asOf } = ask;
	const { figure, numerator, denominator } = counted[metric];
	const place = metric === 'conversion' && basis === undefined ? 'origin' : placeOf(figure, basis);
	const sql = `
		SELECT substring(${place}, 1, 2) AS province, ${numerator} AS numerator, ${denominator} AS denominator
		FROM ${itemFold()}
		WHERE ${figureCondition(figure, basis)} AND ({project:String} = '' OR project = {project:String})
		GROUP BY province`;
	const parameters = {
		...figureParameters({
			...{ scope: 'cn', ...period, asOf, knownAt: ask.knownAt },
			...{ fromDay: dayOf(period.from), toDay: dayOf(period.to - 1) },
			until: ask.upToAsOf ? asOf : undefined
		}),
		project
	};
	const [rows, issued] = await Promise.all([
		db.query<Figure & { readonly province: string }>('ranking', sql, parameters),
		metric === 'conversion' ? issuedBy(db, ask, period) : new Map<string, number>()
	]);
	if (metric !== 'conversion') return new Map(rows.map((row) => [row.province, row]));
	const sent = new Map(rows.map((row) => [row.province, row.numerator]));
	const codes = new Set([...sent.keys(), ...issued.keys()]);
	return new Map(
		[...codes].map((code) => [
			code,
			{ numerator: sent.get(code) ?? 0, denominator: issued.get(code) ?? 0 }
		])
	);
}

// A report without a count is of one document. Assumed.
const ISSUED = `
	SELECT substring(site, 1, 2) AS province, sum(ifNull(count, 1)) AS documents
	FROM station_event FINAL
	WHERE event = 'issued' AND counted_at >= fromUnixTimestamp64Milli({from:Int64})
	  AND counted_at < fromUnixTimestamp64Milli({to:Int64})
	  AND counted_at <= fromUnixTimestamp64Milli({until:Int64})
	  AND received_at <= fromUnixTimestamp64Milli({knownAt:Int64})
	  AND ({project:String} = '' OR project = {project:String})
	GROUP BY province`;

/** The documents that the offices of each province issued. */
async function issuedBy(
	db: ClickHouse,
	{ project = '', ...ask }: RankingAsk,
	period: Days
): Promise<ReadonlyMap<string, number>> {
	const { until, knownAt } = figureParameters({
		...{ scope: 'cn', ...period, asOf: ask.asOf, knownAt: ask.knownAt },
		...{ fromDay: '', toDay: '', until: ask.upToAsOf ? ask.asOf : undefined }
	});
	const rows = await db.query<{ readonly province: string; readonly documents: number }>(
		'ranking:issued',
		ISSUED,
		{ ...period, until, knownAt, project }
	);
	return new Map(rows.map((row) => [row.province, row.documents]));
}
