import { describe, expect, it } from 'vitest';
import { createCalendar, statutoryDays } from '#domain/calendar.ts';
import { DAY_MS, dayOf, dayStart } from '#domain/time.ts';

const calendar = createCalendar(statutoryDays);

describe('isWorkday', () => {
	it.each([
		['a Monday', '2026-03-02', true],
		['a Friday', '2026-03-06', true],
		['a Saturday', '2026-03-07', false],
		['a Sunday', '2026-03-08', false],
		['the first day of the Spring Festival of 2026, a Sunday', '2026-02-15', false],
		['its last day, a Monday', '2026-02-23', false],
		['the day after it', '2026-02-24', true],
		['the Saturday worked before it', '2026-02-14', true],
		['the Saturday worked after it', '2026-02-28', true],
		['the Sunday worked for the New Year', '2026-01-04', true],
		['the Sunday worked for National Day', '2026-09-20', true],
		['a Friday of the Mid-Autumn Festival', '2026-09-25', false],
		['the Sunday worked before the Spring Festival of 2025', '2025-01-26', true],
		['the Wednesday of 8 October 2025', '2025-10-08', false],
		['31 December, which no announcement names', '2026-12-31', true]
	])('%s', (_name, day, expected) => {
		expect(calendar.isWorkday(day)).toBe(expected);
	});

	it.each([
		['2027-01-01', false],
		['2027-01-04', true],
		['2028-05-01', false],
		['2028-05-02', false],
		['2028-05-03', true],
		['2029-10-01', false],
		['2029-10-02', false],
		['2029-10-03', false],
		['2029-10-04', true],
		['2027-02-06', false]
	])('knows the fixed holidays of a year without data: %s', (day, expected) => {
		expect(calendar.isWorkday(day)).toBe(expected);
	});

	it('has no fixed holidays in a year with data', () => {
		const own = createCalendar([
			{ date: '2027-01-04', kind: 'holiday', name: '元旦', source: 's' }
		]);
		expect(own.isWorkday('2027-01-01')).toBe(true);
		expect(own.isWorkday('2027-01-04')).toBe(false);
	});

	it('lets the last of several rows for a day count', () => {
		const day = { date: '2027-01-02', name: '元旦', source: 's' };
		const own = createCalendar([
			{ ...day, kind: 'holiday' },
			{ ...day, kind: 'workday' }
		]);
		expect(own.isWorkday('2027-01-02')).toBe(true);
	});

	it.each(['2026-02-30', '2026-1-1', 'today', ''])('throws for %j', (day) => {
		expect(() => calendar.isWorkday(day)).toThrow(RangeError);
	});
});

describe('nextWorkday', () => {
	it.each([
		['on a Monday', '2026-03-02', '2026-03-03', true],
		['over a weekend', '2026-03-06', '2026-03-09', true],
		['from a Friday to a worked Saturday', '2026-02-13', '2026-02-14', true],
		['over the Spring Festival', '2026-02-14', '2026-02-24', true],
		['from within a holiday', '2026-10-03', '2026-10-08', true],
		['over New Year into a year with data', '2025-12-31', '2026-01-04', true],
		['over New Year into a year without', '2026-12-31', '2027-01-04', false],
		['within a year without', '2028-03-03', '2028-03-06', false],
		['from a year without into one with data', '2024-12-31', '2025-01-02', true]
	])('%s', (_name, day, expected, known) => {
		expect(calendar.nextWorkday(day)).toEqual({ day: expected, known });
	});

	it('is the first workday after every day of 2025 to 2027', () => {
		for (let at = dayStart('2025-01-01') ?? NaN; dayOf(at) < '2027-12-01'; at += DAY_MS) {
			const { day } = calendar.nextWorkday(dayOf(at));
			let next = at + DAY_MS;
			while (!calendar.isWorkday(dayOf(next))) next += DAY_MS;
			expect(day).toBe(dayOf(next));
		}
	});
});

it('knows the years with data', () => {
	expect([2024, 2025, 2026, 2027].map((year) => calendar.knows(year))).toEqual([
		false,
		true,
		true,
		false
	]);
});

it('ships 33 days of 2025 and 39 of 2026, none twice, each worked day on a weekend', () => {
	const days = statutoryDays.map(({ date }) => date);
	expect(new Set(days).size).toBe(days.length);
	expect(days.filter((day) => day.startsWith('2025'))).toHaveLength(33);
	expect(days.filter((day) => day.startsWith('2026'))).toHaveLength(39);
	for (const { date, kind } of statutoryDays)
		if (kind === 'workday') expect([0, 6]).toContain(new Date(date).getUTCDay());
});
