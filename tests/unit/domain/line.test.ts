import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packmlStates } from '#domain/event.ts';
import { statesOf, stopsOf, type LineEvent } from '#domain/line.ts';
import { outputOf, spansOf, standingOf } from '#domain/line-output.ts';
import { visitsOf, VISIT_GAP_MS } from '#domain/line-visit.ts';
import { effectiveness } from '#domain/oee.ts';
import { shiftOf, shiftsIn } from '#domain/shift.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, dayStart } from '#domain/time.ts';

const DAY = dayStart('2026-03-03') ?? 0;

const report = (seq: number, at: number, fields: Partial<LineEvent> = {}): LineEvent => ({
	...{ boot: 'b', seq, at, state: 'Execute', total: null, rejected: null, plannedSeconds: null },
	...{ ratedPerHour: null, kind: null, fault: null, ...fields }
});

describe('the overall equipment effectiveness', () => {
	it('is 0.8325 for the vector of ISO 22400-2 at 900 items an hour', () => {
		const output = { made: 6_000, rejected: 6, plannedSeconds: 28_800, executeSeconds: 25_920 };
		const found = effectiveness(output, 900);
		expect(found.availability).toBeCloseTo(0.9, 4);
		expect(found.performance).toBeCloseTo(0.9259, 4);
		expect(found.quality).toBeCloseTo(0.999, 4);
		expect(found.oee).toBeCloseTo(0.8325, 4);
	});

	it('is not known without a plan, a rated speed or counters, and 0 for a planned line that made nothing', () => {
		const idle = { made: 0, rejected: 0, plannedSeconds: 3_600, executeSeconds: 0 };
		expect(effectiveness(idle, 900)).toEqual({
			...{ availability: 0, performance: null, quality: null, oee: 0 }
		});
		expect(effectiveness({ ...idle, plannedSeconds: null }, 900).oee).toBeNull();
		expect(effectiveness(idle, null).oee).toBeNull();
		expect(effectiveness({ ...idle, made: null }, 900).oee).toBeNull();
	});
});

describe('what a line made', () => {
	const day = { from: DAY, to: DAY + DAY_MS };
	const made = (events: readonly LineEvent[], earlier: readonly LineEvent[] = []) =>
		outputOf(spansOf(earlier, []), spansOf(events, [day]), 0, day);

	it('is the growth of its counters, whatever order they come in', () => {
		const events = [100, 250, 400].map((total, i) =>
			report(i + 5, DAY + HOUR_MS + i * MINUTE_MS, { total, rejected: i, plannedSeconds: 60 * i })
		);
		const expected = { made: 300, rejected: 2, plannedSeconds: 120, executeSeconds: 120 };
		expect(made(events)).toEqual(expected);
		expect(made(events.toReversed())).toEqual(expected);
	});

	it('goes on over midnight from the last report of the day before', () => {
		const before = [report(1, DAY - MINUTE_MS, { total: 90 })];
		expect(made([report(2, DAY + MINUTE_MS, { total: 100 })], before)).toMatchObject({ made: 10 });
	});

	it('begins again at 0 with a new boot, and with a counter that fell', () => {
		const events = [
			report(8, DAY + MINUTE_MS, { total: 1_000 }),
			report(1, DAY + 10 * MINUTE_MS, { boot: 'c', total: 40 }),
			report(2, DAY + 11 * MINUTE_MS, { boot: 'c', total: 50 }),
			report(3, DAY + 12 * MINUTE_MS, { boot: 'c', total: 7 })
		];
		expect(made(events).made).toBe(57);
	});

	it('adds up over neighbouring periods', () => {
		const event = fc.record({ total: fc.nat(500), state: fc.constantFrom(...packmlStates) });
		fc.assert(
			fc.property(fc.array(event, { minLength: 1, maxLength: 30 }), fc.nat(30), (list, cut) => {
				let total = 0;
				const events = list.map((one, i) =>
					report(i + 1, DAY + (i + 1) * MINUTE_MS, { ...one, total: (total += one.total) })
				);
				const middle = DAY + cut * MINUTE_MS;
				const periods = [
					{ from: DAY, to: middle },
					{ from: middle, to: day.to }
				];
				const spans = spansOf(events, [day, ...periods]);
				const whole = outputOf([], spans, 0, day);
				const parts = periods.map((period, i) => outputOf([], spans, i + 1, period));
				const sum = (of: (output: (typeof parts)[number]) => number | null) =>
					parts.reduce((all, part) => all + (of(part) ?? 0), 0);
				expect(sum((part) => part.made)).toBe(whole.made);
				expect(sum((part) => part.executeSeconds)).toBeCloseTo(whole.executeSeconds, 6);
			})
		);
	});
});

describe('the state of a line', () => {
	it('is the last one as long as it is fresh, and then not known', () => {
		const spans = spansOf(
			[report(1, DAY), report(2, DAY + MINUTE_MS, { state: 'Held', fault: 'jam' })],
			[]
		);
		expect(standingOf(spans, DAY + 2 * MINUTE_MS)).toMatchObject({
			...{ state: 'Held', fault: 'jam', since: DAY + MINUTE_MS }
		});
		expect(standingOf(spans, DAY + 6 * MINUTE_MS + 1)).toMatchObject({
			...{ state: 'UNKNOWN', fault: null, lastState: 'Held', since: DAY + 6 * MINUTE_MS }
		});
		expect(standingOf([], DAY)).toBeUndefined();
	});

	it('over time has no gap, and UNKNOWN where nobody said', () => {
		const events = [
			report(1, DAY + 10 * MINUTE_MS),
			report(2, DAY + 20 * MINUTE_MS, { state: 'Held', fault: 'jam' }),
			report(1, DAY + 40 * MINUTE_MS, { boot: 'c' })
		];
		const states = statesOf(events, { from: DAY, to: DAY + HOUR_MS });
		expect(
			states.map(({ state, from, to }) => [state, (from - DAY) / MINUTE_MS, (to - DAY) / MINUTE_MS])
		).toEqual([
			['UNKNOWN', 0, 10],
			['Execute', 10, 20],
			['Held', 20, 25],
			['UNKNOWN', 25, 40],
			['Execute', 40, 45],
			['UNKNOWN', 45, 60]
		]);
		expect(stopsOf(states)).toMatchObject([{ state: 'Held', fault: 'jam' }]);
	});
});

it('an item that comes back to a line after two hours was there twice', () => {
	const scan = (at: number) => ({ site: '420106', line: 'l1', at });
	expect(
		visitsOf([scan(DAY + VISIT_GAP_MS + 2), scan(DAY), scan(DAY + 1), { ...scan(DAY), line: 'l2' }])
	).toEqual([
		{ site: '420106', device: 'l1', from: DAY, to: DAY + 1 },
		{ site: '420106', device: 'l2', from: DAY, to: DAY },
		{ site: '420106', device: 'l1', from: DAY + VISIT_GAP_MS + 2, to: DAY + VISIT_GAP_MS + 2 }
	]);
});

it('a shift begins at 0, 8 and 16 o’clock in Shanghai', () => {
	expect(shiftOf(DAY + 8 * HOUR_MS - 1).name).toBe('00-08');
	expect(shiftOf(DAY + 8 * HOUR_MS)).toEqual({
		...{ name: '08-16', from: DAY + 8 * HOUR_MS, to: DAY + 16 * HOUR_MS }
	});
	expect(shiftsIn({ from: DAY, to: DAY + DAY_MS }).map(({ name }) => name)).toEqual([
		...['00-08', '08-16', '16-24']
	]);
});
