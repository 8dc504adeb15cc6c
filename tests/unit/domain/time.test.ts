import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockOf, dayOf, dayStart, floorTo, formatInstant, parseInstant } from '#domain/time.ts';

const at = (text: string): number => parseInstant(text) ?? NaN;
const instants = fc.integer({ min: Date.UTC(1901, 0), max: Date.UTC(2100, 0) });

describe('parseInstant', () => {
	it.each([
		['2026-03-01T08:00:00+08:00', Date.UTC(2026, 2, 1)],
		['2026-03-01 08:00:00+08:00', Date.UTC(2026, 2, 1)],
		['2026-02-28T16:00:00.001Z', Date.UTC(2026, 1, 28, 16, 0, 0, 1)],
		['2026-02-28t16:00:00.000999z', Date.UTC(2026, 1, 28, 16)],
		['2024-02-29T00:00:00-01:30', Date.UTC(2024, 1, 29, 1, 30)]
	])('reads %s', (text, instant) => {
		expect(parseInstant(text)).toBe(instant);
	});

	it.each([
		...['', 'now', '2026-03-01', '2026-03-01T08:00+08:00', '2026-03-01T08:00:00'],
		...['2026-02-29T08:00:00Z', '2026-04-31T08:00:00Z', '2026-13-01T08:00:00Z'],
		...['2026-03-01T24:00:00Z', '2026-03-01T23:59:60Z', '2026-03-01T23:60:00Z'],
		...['2026-03-01T08:00:00+24:00', '2026-03-01T08:00:00+08:60', '2026-03-01T08:00:00+0800'],
		...['2026-03-01T08:00:00.Z', ' 2026-03-01T08:00:00Z', '2026-03-01T08:00:00Z\n', '1772323200000']
	])('refuses %j', (text) => {
		expect(parseInstant(text)).toBeUndefined();
	});
});

describe('formatInstant', () => {
	it.each([
		[Date.UTC(2026, 1, 28, 16), '2026-03-01T00:00:00+08:00'],
		[Date.UTC(2026, 1, 28, 15, 59, 59, 999), '2026-02-28T23:59:59.999+08:00'],
		[0, '1970-01-01T08:00:00+08:00']
	])('%i is %s', (instant, text) => {
		expect(formatInstant(instant)).toBe(text);
	});

	it('is read back as it was', () => {
		fc.assert(
			fc.property(instants, (instant) => {
				expect(parseInstant(formatInstant(instant))).toBe(instant);
			})
		);
	});
});

describe('business days', () => {
	it.each([
		['2026-02-28T23:59:59.999+08:00', '2026-02-28', '23:59:59'],
		['2026-03-01T00:00:00+08:00', '2026-03-01', '00:00:00'],
		['2025-12-31T16:00:00Z', '2026-01-01', '00:00:00']
	])('%s lies on %s at %s', (text, day, clock) => {
		expect(dayOf(at(text))).toBe(day);
		expect(clockOf(at(text))).toBe(clock);
	});

	it.each(['2026-02-30', '2026-13-01', '2026-3-1', '20260301', '2026-03-01T', '', '2026-03-01\n'])(
		'%j is no day',
		(day) => {
			expect(dayStart(day)).toBeUndefined();
		}
	);

	it('begin where dayStart says', () => {
		fc.assert(
			fc.property(instants, (instant) => {
				const start = dayStart(dayOf(instant)) ?? NaN;
				expect(start).toBe(floorTo(instant, 86_400_000));
				expect(instant - start).toBeGreaterThanOrEqual(0);
				expect(instant - start).toBeLessThan(86_400_000);
			})
		);
	});
});

describe('floorTo', () => {
	it.each([
		['a second', 1, '2026-03-01T13:47:38+08:00'],
		['ten seconds', 10, '2026-03-01T13:47:30+08:00'],
		['a minute', 60, '2026-03-01T13:47:00+08:00'],
		['an hour', 3_600, '2026-03-01T13:00:00+08:00'],
		['a business day', 86_400, '2026-03-01T00:00:00+08:00']
	])('rounds down to %s', (_name, seconds, text) => {
		expect(formatInstant(floorTo(at('2026-03-01T13:47:38.999+08:00'), seconds * 1_000))).toBe(text);
		expect(floorTo(at(text), seconds * 1_000)).toBe(at(text));
	});
});
