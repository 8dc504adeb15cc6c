import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, parseInstant } from '#domain/time.ts';
import { delayed, moved, windowed } from '../../../simulator/time-map.ts';

const midnight = parseInstant('2026-03-02T00:00:00+08:00') ?? NaN;
const at = (hours: number) => midnight + hours * HOUR_MS;

describe('windowed', () => {
	const map = windowed(
		[0, 12, 24],
		[
			[14, 18],
			[33, 37]
		]
	);

	it.each([
		['the first of the day', 0, 14],
		['the middle of the first wave', 6, 16],
		['the first of the second wave', 12, 33],
		['the middle of the second wave', 18, 35],
		['the first of the next day', 24, 38]
	])('spreads a wave over its window: %s', (_name, begin, when) => {
		expect(map.at(at(begin))).toBe(at(when));
		expect(map.beginOf(at(when))).toBe(at(begin));
	});

	it.each([
		['between the windows: the second wave', 20, 12],
		['after the last window: the next day', 37.5, 24]
	])('finds the beginning for a time %s', (_name, when, begin) => {
		expect(map.beginOf(at(when))).toBe(at(begin));
	});

	it('finds the earliest beginning that does not happen before a time', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 10 * 24 * HOUR_MS }), (offset) => {
				const time = midnight + offset;
				const begin = map.beginOf(time);
				expect(map.at(begin)).toBeGreaterThanOrEqual(time - 1e-3);
				expect(map.at(begin - 1)).toBeLessThan(time + 1e-3);
			})
		);
	});

	it('refuses windows that overlap, those of the next day included', () => {
		expect(() => windowed([0, 12, 24], [[14, 18], [17, 20]])).toThrow(/overlaps/); // prettier-ignore
		expect(() => windowed([0, 12, 24], [[14, 18], [33, 39]])).toThrow(/overlaps/); // prettier-ignore
	});
});

describe('moved and delayed', () => {
	it('move by hours and by milliseconds', () => {
		expect(moved([[1, 2]], 24)).toEqual([[25, 26]]);
		expect(delayed(5).at(10)).toBe(15);
		expect(delayed(5).beginOf(15)).toBe(10);
	});
});
