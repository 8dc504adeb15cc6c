import { beforeAll, describe, expect, it, vi } from 'vitest';
import { HOUR_MS, MINUTE_MS, parseInstant } from '#domain/time.ts';
import { MEAN_RATE } from '../../../simulator/assumptions.ts';
import type { Marker } from '../../../simulator/marker.ts';
import { createNation } from '../../../simulator/nation.ts';
import { firstPlan, MAX_TOLD, nextPlan } from '../../../simulator/plan.ts';
import { storiesOf } from './stories.ts';

vi.setConfig({ testTimeout: 60_000 });

const start = parseInstant('2026-03-02T10:00:00+08:00') ?? NaN;
const nothing = () => ({ all: 0, ends: 0 });

/** A marker of a process that was stopped in order at `time`. */
function stopped(marker: Marker, time: number): Marker {
	const boot = { name: 'live', at: start, until: null };
	return { ...marker, toldUntil: time, plannedUntil: time, boot, seqs: { a: 7 } };
}

describe('a first start', () => {
	const plan = firstPlan(1, 50, start);
	const { boot, segments, toldUntil } = plan;

	it('begins 48 hours ago under a boot that a second try finds again', () => {
		expect(toldUntil).toBe(start - 48 * HOUR_MS);
		expect(boot).toEqual({ ...firstPlan(1, 50, start).boot, at: toldUntil, until: start });
		expect(boot.name.length).toBeLessThanOrEqual(36);
		expect(firstPlan(2, 50, start).boot.name).not.toBe(boot.name);
		expect(firstPlan(1, 50, start + 1).boot.name).not.toBe(boot.name);
	});

	it('tells whole items only: none lacks its beginning', () => {
		const events = createNation(1, segments).events(toldUntil, start, toldUntil);
		const stories = [...storiesOf(events).values()];
		expect(stories.length).toBeGreaterThan(10_000);
		for (const { steps } of stories) expect(['ordered', 'accepted']).toContain(steps[0]?.event);
	});
});

describe('a later start', () => {
	const first = firstPlan(1, undefined, start);

	it('tells all that was missed under the interrupted boot, and goes on as planned', () => {
		const before = stopped(first, start + HOUR_MS);
		const next = nextPlan(before, undefined, start + 2 * HOUR_MS, nothing);
		expect(next).toEqual({
			...before,
			plannedUntil: start + 2 * HOUR_MS,
			boot: { ...before.boot, until: start + 2 * HOUR_MS }
		});
	});

	it('takes another rate from now on, never before what was told may end', () => {
		const killed = { ...stopped(first, start + HOUR_MS), plannedUntil: start + HOUR_MS + 5000 };
		const { segments } = nextPlan(killed, 50, start + HOUR_MS + 1000, nothing);
		expect(segments.slice(0, 2)).toEqual(first.segments);
		expect(segments[2]).toMatchObject({ rate: 50, shape: 'flat' });
		expect(segments[2]?.from).toBeGreaterThanOrEqual(killed.plannedUntil);
		expect(segments[2]?.from).toBeLessThan(killed.plannedUntil + 20_000);
	});

	it('finishes a history that was interrupted, with the same events', () => {
		const next = nextPlan(first, undefined, start + 10 * MINUTE_MS, nothing);
		expect(next.toldUntil).toBe(first.toldUntil);
		expect(next.boot.name).toBe(first.boot.name);
		const [from, to] = [first.toldUntil, first.toldUntil + HOUR_MS];
		const told = createNation(1, first.segments).events(from, to, from);
		expect(createNation(1, next.segments).events(from, to, from)).toEqual(told);
	});

	it('tells the hours since a history was interrupted, too', () => {
		const halt = first.toldUntil + 8 * HOUR_MS;
		const before = { ...first, toldUntil: halt };
		const now = start + 3 * HOUR_MS;
		const old = createNation(1, first.segments);
		const next = nextPlan(before, undefined, now, (from, to) => old.carried(from, to, from));
		const nation = createNation(1, next.segments);
		const since = nation.events(start, now, start).length;
		expect(since).toBeGreaterThan(10_000);
		expect(nation.events(halt, start, start).length + since).toBeLessThanOrEqual(MAX_TOLD);
	});

	it('waits when the clock went back', () => {
		const before = stopped(first, start + HOUR_MS);
		expect(nextPlan(before, undefined, start, nothing).boot.until).toBe(before.toldUntil);
	});
});

describe.each([
	['a day at the daily curve', undefined, 40 * HOUR_MS],
	['a week at the daily curve', undefined, 7 * 24 * HOUR_MS],
	['ten minutes at 2,000 a second', 2000, 10 * MINUTE_MS]
] as const)('a gap of too many events: %s', (_name, rate, gapMs) => {
	const halt = start + (rate === undefined ? 30 * HOUR_MS : 20 * MINUTE_MS);
	const before = stopped(firstPlan(1, rate, start), halt);
	let next = before;
	let told: ReturnType<ReturnType<typeof createNation>['events']> = [];

	beforeAll(() => {
		const old = createNation(1, before.segments);
		next = nextPlan(before, rate, halt + gapMs, (from, to) => old.carried(from, to, from));
		told = createNation(1, next.segments).events(halt, halt + gapMs, start);
	}, 60_000);

	it('is thinned to at most 200,000, and tells some of it', () => {
		expect(told.length).toBeLessThanOrEqual(MAX_TOLD);
		expect(told.length).toBeGreaterThan(MAX_TOLD / 5);
	});

	it('begins items in its last 48 hours only, and tells how earlier ones end', () => {
		const stories = [...storiesOf(told).values()];
		const begun = stories.flatMap(({ steps }) =>
			steps[0]?.event === 'ordered' ? steps[0].at : []
		);
		expect(Math.min(...begun)).toBeGreaterThanOrEqual(halt + Math.max(0, gapMs - 48.1 * HOUR_MS));
		const ended = stories.filter(({ accepted, steps }) => {
			return !accepted && steps.at(-1)?.event === 'delivered';
		});
		expect(ended.length).toBeGreaterThan(100);
	});

	it('goes on at the old rate afterwards, and what was told before stays', () => {
		const nation = createNation(1, next.segments);
		const from = halt + gapMs + MINUTE_MS;
		const ms = rate === undefined ? HOUR_MS : 5000;
		const perSecond = nation.events(from, from + ms, from).length / (ms / 1000);
		expect(perSecond / (rate ?? MEAN_RATE)).toBeGreaterThan(rate === undefined ? 0.4 : 0.95);
		const old = createNation(1, before.segments).events(halt - 3000, halt, start);
		expect(nation.events(halt - 3000, halt, start)).toEqual(old);
	});
});
