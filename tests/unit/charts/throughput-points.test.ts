import { describe, expect, it } from 'vitest';
import { throughputPoints } from '../../../src/lib/charts/throughput-points.ts';

const MIDNIGHT = Date.parse('2026-11-22T00:00:00+08:00');
const MINUTE = 60_000;
const DAY = 86_400_000;

/** Counts of five-minute buckets from `start` on. */
function buckets(start: number, ...counts: (number | undefined)[]): [number, number][] {
	return counts.flatMap((count, i): [number, number][] =>
		count === undefined ? [] : [[start + i * 5 * MINUTE, count]]
	);
}

describe('throughputPoints', () => {
	it('shows complete buckets as scans a minute, at their middle', () => {
		const { today } = throughputPoints(new Map(buckets(MIDNIGHT, 50, 0)), MIDNIGHT + 10 * MINUTE);
		expect(today).toEqual([
			[2.5, 10],
			[7.5, 0]
		]);
	});

	it('leaves a gap where there is no data, which is not 0', () => {
		const seen = new Map(buckets(MIDNIGHT, 50, undefined, 25));
		expect(throughputPoints(seen, MIDNIGHT + 15 * MINUTE).today).toEqual([
			[2.5, 10],
			[7.5, null],
			[12.5, 5]
		]);
	});

	it.each([
		['too young for a rate', 59_999, [2.5, 10]],
		['a minute old: over the minute that passed', 60_000, [5.5, 20]],
		['over all that passed', 4 * MINUTE, [7, 5]]
	])('a filling bucket: %s', (_name, passed, live) => {
		const seen = new Map(buckets(MIDNIGHT, 50, 20));
		const points = throughputPoints(seen, MIDNIGHT + 5 * MINUTE + passed);
		expect(points.live).toEqual(live);
		expect(points.today.at(-1)).toEqual(live);
	});

	it('draws all of yesterday, and knows it at the same time of day', () => {
		const all = Array.from({ length: 288 }, (_, i) => i * 5);
		const seen = new Map([...buckets(MIDNIGHT - DAY, ...all), ...buckets(MIDNIGHT, 50, 60, 70)]);
		const { yesterday, before } = throughputPoints(seen, MIDNIGHT + 12 * MINUTE);
		expect(yesterday).toHaveLength(288);
		expect(yesterday.at(-1)).toEqual([1437.5, 287]);
		expect(before).toBe(2);
	});

	it('draws no line of noughts for a day before the first scan', () => {
		const seen = new Map(buckets(MIDNIGHT - DAY, ...Array.from({ length: 288 }, () => 0)));
		expect(throughputPoints(seen, MIDNIGHT).yesterday).toEqual([]);
	});

	it('has no point at all without data', () => {
		const points = throughputPoints(new Map(), MIDNIGHT + 10 * MINUTE);
		expect(points.live).toBeUndefined();
		expect(points.before).toBeNull();
	});
});
