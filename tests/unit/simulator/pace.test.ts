import { describe, expect, it, vi } from 'vitest';
import { HOUR_MS, MINUTE_MS, parseInstant } from '#domain/time.ts';
import { MEAN_RATE } from '../../../simulator/assumptions.ts';
import { createNation, type Nation } from '../../../simulator/nation.ts';
import { firstPlan, MAX_TOLD } from '../../../simulator/plan.ts';

const start = parseInstant('2026-03-02T10:00:00+08:00') ?? NaN;

// Simulating days costs seconds, and more on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** The events a second in `lengthMs` at the beginning of every second hour of a time. */
function hourlyRates(nation: Nation, from: number, hours: number, lengthMs: number): number[] {
	return Array.from({ length: hours / 2 }, (_, i) => {
		const begin = from + 2 * i * HOUR_MS;
		return nation.events(begin, begin + lengthMs, from).length / (lengthMs / 1000);
	});
}

describe('a rate that is set', () => {
	it('is reached in the first minute after a first start, and held within 5 % for ten', () => {
		const rate = 5000;
		const nation = createNation(1, firstPlan(1, rate, start).segments);
		for (let minute = 0; minute < 10; minute++) {
			const from = start + minute * MINUTE_MS + 20_000;
			const perSecond = nation.events(from, from + 3000, start).length / 3;
			expect(Math.abs(perSecond / rate - 1), `minute ${minute}`).toBeLessThan(0.05);
		}
	});

	it.each([
		['from 02:00 on', '2026-03-02T02:00:00+08:00', 3, 0],
		['from 08:30 on, when the postmen set out', '2026-03-02T08:30:00+08:00', 3, 0],
		// At noon the history's mail alone is more than 1 a second, until it is delivered.
		['as low as 1, an hour after noon', '2026-03-02T12:00:00+08:00', 1, 1]
	])(
		'is held within 5 %% at every second hour of the four days after: %s',
		(_name, time, rate, skip) => {
			const first = parseInstant(time) ?? NaN;
			const nation = createNation(2, firstPlan(2, rate, first).segments);
			const from = first + skip * HOUR_MS;
			for (const perSecond of hourlyRates(nation, from, 96 - skip, 30 * MINUTE_MS))
				expect(Math.abs(perSecond / rate - 1)).toBeLessThan(0.05);
		}
	);
});

describe('without a rate', () => {
	const nation = createNation(1, firstPlan(1, undefined, start).segments);
	const from = start + 24 * HOUR_MS;
	const hours = 24;
	const windows = Array.from({ length: hours }, (_, hour) => {
		const begin = from + hour * HOUR_MS;
		return { begin, events: nation.events(begin, begin + 20 * MINUTE_MS, start) };
	});

	it('follows the day: by night at least half of the mean, a peak about 1.45 times', () => {
		const rates = windows.map(({ events }) => events.length / 1200);
		const mean = rates.reduce((sum, rate) => sum + rate, 0) / hours;
		expect(mean).toBeGreaterThan(0.95 * MEAN_RATE);
		expect(mean).toBeLessThan(1.1 * MEAN_RATE);
		expect(Math.min(...rates)).toBeGreaterThan(0.5 * MEAN_RATE);
		expect(Math.max(...rates)).toBeGreaterThan(1.3 * MEAN_RATE);
		expect(Math.max(...rates)).toBeLessThan(1.6 * MEAN_RATE);
	});

	it('accepts an item every few seconds at any hour', () => {
		for (const { begin, events } of windows) {
			const accepted = events.filter(({ fields }) => fields['event'] === 'accepted');
			const times = [begin, ...accepted.map(({ at }) => at), begin + 20 * MINUTE_MS];
			const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
			expect(Math.max(...gaps)).toBeLessThanOrEqual(8000);
			expect(accepted.length / 1200).toBeGreaterThan(1 / 5);
		}
	});

	it('leaves less than a fifth of the events to the machines', () => {
		const machines = windows.flatMap(({ events }) =>
			events.filter(({ topic }) => !topic.endsWith('/scan'))
		);
		expect(machines.length / (hours * 1200)).toBeLessThan(0.2 * MEAN_RATE);
		expect(machines.length / (hours * 1200)).toBeGreaterThan(0.05 * MEAN_RATE);
	});
});

describe('the history of a first start', () => {
	it.each([
		['in the morning', '2026-03-02T09:40:13+08:00', 1],
		['in the evening', '2026-03-02T22:11:00+08:00', 2],
		['by night', '2026-03-02T03:30:00+08:00', 3]
	])('is at most 200,000 events, and nearly as many: started %s', (_name, time, seed) => {
		const now = parseInstant(time) ?? NaN;
		const { segments, toldUntil } = firstPlan(seed, 5000, now);
		const events = createNation(seed, segments).events(toldUntil, now, toldUntil);
		expect(events.length).toBeLessThanOrEqual(MAX_TOLD);
		expect(events.length).toBeGreaterThan(0.9 * MAX_TOLD);
	});
});
