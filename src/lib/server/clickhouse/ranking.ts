import { daysBefore, yearBefore, type Days, type Figure, type Metric } from '#domain/ranking.ts';
import { DAY_MS, dayOf } from '#domain/time.ts';
import type { ClickHouse } from './client.ts';
import { cellCondition } from './item-cells.ts';
import {
	cellsFor,
	figureParameters,
	isOfDays,
	type CellSource,
	type FigureAsk
} from './item-counts.ts';
import { provinceHistory, type ProvinceHistory } from './history.ts';
import { figureCondition, placeOf, type Basis } from './item-figures.ts';
import type { FoldAsk } from './item-fold.ts';
import { countsFor, itemSource } from './item-source.ts';

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
	/** What is written down of the days will do, half a second old. */
	readonly isWritten?: boolean | undefined;
}

/** Which items a metric is about, and what it makes of them. */
interface Counted {
	readonly figure: 'accepted' | 'due';
	/** Of the items, and of the counts of their days. */
	readonly numerator: string;
	readonly cells: string;
	readonly denominator: string;
}

const accepted = (numerator: string, cells: string, denominator: string): Counted => ({
	...{ figure: 'accepted', numerator, cells, denominator }
});
const ofDue = (numerator: string, cells: string): Counted => ({
	...{ figure: 'due', numerator, cells, denominator: 'count()' }
});

const counted: Record<Metric, Counted> = {
	volume: accepted('count()', 'sum(items)', '1'),
	revenue: accepted('sum(fee)', 'sum(fee)', '1'),
	// Against the history of the year before.
	volume_growth: accepted('count()', 'sum(items)', '0'),
	revenue_growth: accepted('sum(fee)', 'sum(fee)', '0'),
	// What was issued lies beside the items.
	conversion: accepted('sum(documents)', 'sum(documents)', '0'),
	delivery_rate: ofDue('countIf(is_delivered)', 'sum(handed_over)'),
	on_time_rate: ofDue(
		'countIf(is_delivered AND toUnixTimestamp(delivered_at) <= toUnixTimestamp(deadline))',
		'sum(on_time)'
	)
};

/** What is ranked, in both periods. */
export interface RankingFigures {
	readonly now: ReadonlyMap<string, Figure>;
	readonly before: ReadonlyMap<string, Figure>;
	/** Everything received before it is counted; epoch ms, never after the ask's. */
	readonly asOf: number;
}

/** The figure of each province that has any, by its code, in the period of the ask and in the one before it. */
export async function rankingFigures(
	db: ClickHouse,
	ask: RankingAsk,
	now: number
): Promise<RankingFigures> {
	const { days, asOf } = ask;
	const isWindow = ask.window === '24h' && counted[ask.metric].figure === 'due';
	const before = daysBefore(days, now);
	const wide = { scope: 'cn', basis: ask.basis, asOf, ...untilOf(ask) };
	const cells = isOfDays(wide)
		? await cellsFor(db, { ...wide, isWritten: ask.isWritten })
		: undefined;
	const of = (period: Days) => figuresOf(db, ask, period, cells);
	const [current, previous] = await Promise.all(
		isWindow
			? [
					of({ from: asOf - DAY_MS, to: asOf + 1 }),
					of({ from: asOf - 2 * DAY_MS, to: asOf - DAY_MS })
				]
			: [of(days), of(before)]
	);
	return {
		now: current.of,
		before: previous.of,
		asOf: Math.min(asOf, current.asOf, previous.asOf)
	};
}

function untilOf({
	asOf,
	upToAsOf,
	knownAt
}: Pick<RankingAsk, 'asOf' | 'upToAsOf' | 'knownAt'>): FoldAsk {
	return { until: upToAsOf ? asOf : undefined, knownAt };
}

interface FiguresOf {
	readonly of: ReadonlyMap<string, Figure>;
	readonly asOf: number;
}

async function figuresOf(
	db: ClickHouse,
	ask: RankingAsk,
	period: Days,
	cells: CellSource | undefined
): Promise<FiguresOf> {
	const { metric, basis, project = '', asOf } = ask;
	const figures = {
		...{ scope: 'cn', basis, ...period, asOf, ...untilOf(ask) },
		...{ fromDay: dayOf(period.from), toDay: dayOf(period.to - 1) }
	};
	const sql = cells ? fromDays(metric, basis, cells) : fromItems(metric, figures);
	const parameters = { ...figureParameters(figures), project, ...cells?.parameters };
	const [rows, issued, earlier] = await Promise.all([
		db.query<Figure & { readonly province: string }>('ranking', sql, parameters),
		metric === 'conversion' ? issuedBy(db, ask, period) : new Map<string, number>(),
		isGrowth(metric)
			? provinceHistory(db, yearBefore(period), ask.project)
			: new Map<string, never>()
	]);
	const counts = new Map(rows.map(({ province, ...figure }) => [province, figure]));
	return {
		of:
			metric === 'conversion'
				? sharesOf(counts, issued)
				: isGrowth(metric)
					? growthOf(counts, metric, earlier)
					: counts,
		asOf: cells?.asOf ?? asOf
	};
}

const isGrowth = (metric: Metric) => metric === 'volume_growth' || metric === 'revenue_growth';

/** The growth against the same days of the year before: nothing is known where these are not, or are 0. */
function growthOf(
	now: ReadonlyMap<string, Figure>,
	metric: Metric,
	earlier: ReadonlyMap<string, ProvinceHistory>
): ReadonlyMap<string, Figure> {
	return new Map(
		[...earlier].map(([province, history]) => {
			const before = metric === 'volume_growth' ? history.accepted : history.revenue;
			const numerator = (now.get(province)?.numerator ?? 0) - before;
			return [province, { numerator, denominator: before }];
		})
	);
}

function sharesOf(
	sent: ReadonlyMap<string, Figure>,
	issued: ReadonlyMap<string, number>
): ReadonlyMap<string, Figure> {
	const codes = new Set([...sent.keys(), ...issued.keys()]);
	return new Map(
		[...codes].map((code) => [
			code,
			{ numerator: sent.get(code)?.numerator ?? 0, denominator: issued.get(code) ?? 0 }
		])
	);
}

const ofProject = `({project:String} = '' OR project = {project:String})`;

function fromItems(metric: Metric, ask: FigureAsk): string {
	const { figure, numerator, denominator } = counted[metric];
	return `
		SELECT substring(${placeOf(figure, ask.basis)}, 1, 2) AS province, ${numerator} AS numerator,
			${denominator} AS denominator
		FROM ${itemSource({ figures: [figure] }, ask)}
		WHERE ${countsFor(figure)} AND ${figureCondition(figure, ask.basis)} AND ${ofProject}
		GROUP BY province`;
}

function fromDays(metric: Metric, basis: Basis | undefined, { sql }: CellSource): string {
	const { figure, cells, denominator } = counted[metric];
	return `
		SELECT substring(city, 1, 2) AS province, ${cells} AS numerator,
			${figure === 'due' ? 'sum(items - recalled)' : denominator} AS denominator
		FROM ${sql}
		WHERE ${cellCondition(figure)} AND basis = '${placeOf(figure, basis)}'
		  AND ${ofProject}
		GROUP BY province HAVING numerator > 0 OR denominator > 0`;
}

// A report without a count is of one document. Assumed.
const ISSUED = `
	SELECT substring(site, 1, 2) AS province, sum(ifNull(count, 1)) AS documents
	FROM station_event FINAL
	WHERE event = 'issued' AND counted_at >= fromUnixTimestamp64Milli({from:Int64})
	  AND counted_at < fromUnixTimestamp64Milli({to:Int64})
	  AND counted_at <= fromUnixTimestamp64Milli({until:Int64})
	  AND received_at <= fromUnixTimestamp64Milli({knownAt:Int64})
	  AND ${ofProject}
	GROUP BY province`;

/** The documents that the offices of each province issued. */
async function issuedBy(
	db: ClickHouse,
	{ project = '', ...ask }: RankingAsk,
	period: Days
): Promise<ReadonlyMap<string, number>> {
	const { until, knownAt } = figureParameters({
		...{ scope: 'cn', ...period, asOf: ask.asOf, ...untilOf(ask) },
		...{ fromDay: '', toDay: '' }
	});
	const rows = await db.query<{ readonly province: string; readonly documents: number }>(
		'ranking:issued',
		ISSUED,
		{ ...period, until, knownAt, project }
	);
	return new Map(rows.map((row) => [row.province, row.documents]));
}
