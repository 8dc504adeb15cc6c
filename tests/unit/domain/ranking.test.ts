import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysBefore, rankBy, yearBefore, type Figure, type Metric } from '#domain/ranking.ts';
import { DAY_MS, dayOf, dayStart } from '#domain/time.ts';

const figures = (of: Readonly<Record<string, readonly [number, number]>>) =>
	new Map<string, Figure>(
		Object.entries(of).map(([name, [numerator, denominator]]) => [name, { numerator, denominator }])
	);

const ranks = (
	metric: Metric,
	of: Readonly<Record<string, readonly [number, number]>>,
	minimum = 30
) =>
	Object.fromEntries(
		[...rankBy(metric, figures(of), minimum)].map(([name, { rank }]) => [name, rank])
	);

describe('the ranks of rates', () => {
	it('are shared by equal fractions, and the next one counts them', () => {
		expect(
			ranks('on_time_rate', { a: [90, 100], b: [45, 50], c: [99, 100], d: [80, 100], e: [0, 40] })
		).toEqual({ c: 1, a: 2, b: 2, d: 4, e: 5 });
	});

	it('are not given to fewer items than the minimum, nor to none', () => {
		const of = { a: [29, 29], b: [15, 30], c: [0, 0], d: [30, 31] } as const;
		expect(ranks('delivery_rate', of)).toEqual({ a: null, b: 2, c: null, d: 1 });
		expect(ranks('delivery_rate', of, 0)).toEqual({ a: 1, b: 3, c: null, d: 2 });
		expect(ranks('delivery_rate', of, 31)).toEqual({ a: null, b: null, c: null, d: 1 });
	});

	it('tell apart what a double cannot', () => {
		const n = 9_007_199_254_740_000;
		expect(ranks('on_time_rate', { a: [n - 1, n], b: [n - 2, n - 1] })).toEqual({ a: 1, b: 2 });
	});

	it('are those of a count of the better ones, in any order of the provinces', () => {
		const figure = fc
			.tuple(fc.nat(60), fc.nat(60))
			.map(([x, y]): [number, number] => [Math.min(x, y), Math.max(x, y)]);
		fc.assert(
			fc.property(fc.array(figure, { maxLength: 31 }), (list) => {
				const of = Object.fromEntries(list.map((entry, i) => [`p${String(i)}`, entry]));
				const found = ranks('on_time_rate', of, 30);
				for (const [name, [n, d]] of Object.entries(of)) {
					const better = list.filter(([n2, d2]) => d2 >= 30 && n2 * d > n * d2).length;
					expect(found[name]).toBe(d >= 30 ? better + 1 : null);
				}
			})
		);
	});
});

describe('the ranks of what is no share of items', () => {
	it('have no minimum; what is not known has none', () => {
		expect(ranks('volume', { a: [3, 1], b: [0, 1], c: [5, 1], d: [0, 1] })).toEqual({
			...{ c: 1, a: 2, b: 3, d: 3 }
		});
		expect(ranks('volume_growth', { a: [-5, 10], b: [1, 10], c: [0, 0] })).toEqual({
			...{ b: 1, a: 2, c: null }
		});
	});

	it('have no interval', () => {
		expect(rankBy('conversion', figures({ a: [12, 10] }), 30).get('a')).toEqual({
			...{ numerator: 12, denominator: 10, value: 1.2, rank: 1 },
			...{ low: null, high: null, group: null }
		});
	});
});

// R. G. Newcombe, Statistics in Medicine 17 (1998), method 3.
it.each([
	[81, 263, 0.2553, 0.3662],
	[15, 148, 0.0624, 0.1605],
	[0, 20, 0, 0.1611],
	[1, 29, 0.0061, 0.1718],
	[20, 20, 0.8389, 1]
])('the interval of %i of %i is %d to %d', (numerator, denominator, low, high) => {
	const found = rankBy('on_time_rate', figures({ a: [numerator, denominator] }), 0).get('a');
	expect(found?.low).toBeCloseTo(low, 4);
	expect(found?.high).toBeCloseTo(high, 4);
});

it('groups what cannot be told apart from the best of the group', () => {
	const found = rankBy(
		'on_time_rate',
		figures({ a: [990, 1000], b: [985, 1000], c: [900, 1000], d: [890, 1000], e: [10, 20] }),
		30
	);
	expect(Object.fromEntries([...found].map(([name, { group }]) => [name, group]))).toEqual({
		...{ a: 1, b: 1, c: 2, d: 2, e: null }
	});
});

const days = (from: string, to: string) => ({ from: dayStart(from) ?? 0, to: dayStart(to) ?? 0 });
const shown = ({ from, to }: { from: number; to: number }) => [dayOf(from), dayOf(to)];

describe('a period', () => {
	const now = (dayStart('2026-11-26') ?? 0) + 10 * 3_600_000;

	it.each([
		['today with yesterday', '2026-11-26', '2026-11-27', '2026-11-25', '2026-11-26'],
		['a week with the week before', '2026-11-09', '2026-11-16', '2026-11-02', '2026-11-09'],
		['a month not over, day by day', '2026-11-01', '2026-12-01', '2026-10-01', '2026-10-27'],
		['a month up to today', '2026-11-01', '2026-11-27', '2026-10-01', '2026-10-27'],
		['a part of a month that is over', '2026-11-01', '2026-11-16', '2026-10-17', '2026-11-01'],
		['a whole month by its days', '2026-10-01', '2026-11-01', '2026-08-31', '2026-10-01']
	])('compares %s', (_name, from, to, before, until) => {
		expect(shown(daysBefore(days(from, to), now))).toEqual([before, until]);
	});

	it('of the 30th day of March is compared with February as far as it goes', () => {
		const march = (dayStart('2026-03-30') ?? 0) + 1;
		expect(shown(daysBefore(days('2026-03-01', '2026-04-01'), march))).toEqual([
			'2026-02-01',
			'2026-03-01'
		]);
	});

	it('of the first day of a month is compared with the day before', () => {
		const first = (dayStart('2026-11-01') ?? 0) + 1;
		expect(shown(daysBefore(days('2026-11-01', '2026-11-02'), first))).toEqual([
			'2026-10-31',
			'2026-11-01'
		]);
	});

	it.each([
		['2026-11-26', '2025-11-26'],
		['2024-02-29', '2023-02-28'],
		['2025-02-28', '2024-02-28']
	])('that is %s was a year earlier %s', (day, earlier) => {
		const from = dayStart(day) ?? 0;
		expect(shown(yearBefore({ from, to: from + DAY_MS }))[0]).toBe(earlier);
	});
});
