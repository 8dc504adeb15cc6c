/** Provinces in the order of a figure. Pure: times are epoch milliseconds. */
import { DAY_MS, dayOf, dayStart, floorTo } from './time.ts';

export const metrics = [
	'volume',
	'delivery_rate',
	'on_time_rate',
	'volume_growth',
	'revenue',
	'revenue_growth',
	'conversion'
] as const;
export type Metric = (typeof metrics)[number];

/** Fewer items due than this give a rate that chance decides: no rank. Assumed. */
export const MINIMUM_DUE = 30;

/** Business days from the start of the first to before `to`; epoch ms. */
export interface Days {
	readonly from: number;
	readonly to: number;
}

/** A figure as a fraction, so that equal figures compare as equal; without a denominator it is not known. */
export interface Figure {
	readonly numerator: number;
	readonly denominator: number;
}

/** A figure in its place. */
export interface Ranked extends Figure {
	/** Null where the figure is not known. */
	readonly value: number | null;
	/** 1 is best; equal fractions share one, and the next one counts them: 1, 2, 2, 4. Null: not ranked. */
	readonly rank: number | null;
	/**
	 * 95 % interval of the rate behind the figure (Wilson's score interval); null where the figure is not a share
	 * of items.
	 */
	readonly low: number | null;
	readonly high: number | null;
	/**
	 * Those of one group cannot be told apart: their intervals overlap that of the best of the group. From 1;
	 * null where there is no interval or no rank.
	 */
	readonly group: number | null;
}

/** True for the metrics that are a share of the items due. */
function isRate(metric: Metric): boolean {
	return metric === 'delivery_rate' || metric === 'on_time_rate';
}

/**
 * The figures in their places, under their names; more is better. Of a rate, one of fewer than `minimum` items
 * has no rank.
 */
export function rankBy<Name>(
	metric: Metric,
	figures: ReadonlyMap<Name, Figure>,
	minimum: number
): ReadonlyMap<Name, Ranked> {
	const isShare = isRate(metric);
	const isRanked = ({ denominator }: Figure) =>
		denominator > 0 && (!isShare || denominator >= minimum);
	const best = [...figures]
		.filter(([, figure]) => isRanked(figure))
		.sort(([, a], [, b]) => compare(b, a));
	const placed = new Map<Name, { readonly rank: number; readonly group: number }>();
	let rank = 0;
	let group = 0;
	let groupLow = Infinity;
	for (const [i, [name, figure]] of best.entries()) {
		const before = best[i - 1]?.[1];
		if (!before || compare(before, figure) !== 0) rank = i + 1;
		const { low, high } = wilson(figure);
		if (high < groupLow) {
			group++;
			groupLow = low;
		}
		placed.set(name, { rank, group });
	}
	return new Map(
		[...figures].map(([name, figure]) => {
			const { numerator, denominator } = figure;
			const place = placed.get(name);
			const interval = isShare && denominator > 0 ? wilson(figure) : { low: null, high: null };
			return [
				name,
				{
					...{ numerator, denominator, ...interval },
					value: denominator > 0 ? numerator / denominator : null,
					rank: place?.rank ?? null,
					group: isShare ? (place?.group ?? null) : null
				}
			] as const;
		})
	);
}

/** n₁·d₂ against n₂·d₁, exactly: sums of fen times items go beyond what a double holds. */
function compare(a: Figure, b: Figure): number {
	const left = BigInt(a.numerator) * BigInt(b.denominator);
	const right = BigInt(b.numerator) * BigInt(a.denominator);
	return left === right ? 0 : left < right ? -1 : 1;
}

/** The quantile of the normal distribution that leaves 2.5 % on each side. */
const Z = 1.959963984540054;

/** Wilson's score interval of a share at 95 % (E. B. Wilson, JASA 22, 1927), within 0 and 1. */
function wilson({ numerator, denominator: n }: Figure): {
	readonly low: number;
	readonly high: number;
} {
	const p = numerator / n;
	const scale = 1 + Z ** 2 / n;
	const middle = (p + Z ** 2 / (2 * n)) / scale;
	const half = (Z * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2))) / scale;
	return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/**
 * The days that a period is compared with: as many just before it; for a month that is not over (from its
 * first day to today or beyond) the same number of days of the month before.
 */
export function daysBefore({ from, to }: Days, now: number): Days {
	const tomorrow = floorTo(now, DAY_MS) + DAY_MS;
	const isMonth =
		dayOf(from).endsWith('-01') && to - from > DAY_MS && to >= tomorrow && to <= nextMonth(from);
	if (!isMonth || from >= tomorrow) return { from: from - (to - from), to: from };
	const start = firstOfMonth(from - DAY_MS);
	return { from: start, to: Math.min(start + (tomorrow - from), from) };
}

function firstOfMonth(at: number): number {
	return dayStart(`${dayOf(at).slice(0, 7)}-01`) ?? at;
}

function nextMonth(first: number): number {
	return firstOfMonth(first + 31 * DAY_MS);
}

/** The same days a year earlier; 29 February becomes the 28th. */
export function yearBefore({ from, to }: Days): Days {
	return { from: dayAYearBefore(from), to: dayAYearBefore(to - DAY_MS) + DAY_MS };
}

function dayAYearBefore(at: number): number {
	const [year = '', month, day] = dayOf(at).split('-');
	const earlier = `${String(Number(year) - 1)}-${month}`;
	return dayStart(`${earlier}-${day}`) ?? dayStart(`${earlier}-28`) ?? at;
}
