import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createCalendar, statutoryDays } from '#domain/calendar.ts';
import { decodePacket } from '#domain/decode/packet.ts';
import { projects } from '#domain/project.ts';
import { servedProvinces } from '#domain/province.ts';
import { deadlineFor, shippedRules } from '#domain/sla.ts';
import { HOUR_MS, MINUTE_MS, formatInstant, parseInstant } from '#domain/time.ts';
import { createMachines } from '../../../simulator/machines/machines.ts';
import { createNation, type NationEvent } from '../../../simulator/nation.ts';
import type { Segment } from '../../../simulator/segments.ts';
import { storiesOf, type Story } from './stories.ts';

// Simulating days costs seconds, and more on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const start = parseInstant('2026-03-02T07:00:00+08:00') ?? NaN;

function flat(from: number, rate: number): Segment {
	return { from, rate, shape: 'flat', carried: 'all', share: 1 };
}

const text = (events: readonly NationEvent[]) => events.map((event) => JSON.stringify(event));

describe('windows', () => {
	const minutes = (n: number) => start + n * MINUTE_MS;
	const segments = [flat(start, 20), flat(minutes(40), 5)];
	const whole = text(createNation(7, segments).events(start, minutes(60), start));

	it('tile the time, however it is cut, and across a change of rate', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.integer({ min: 1, max: 60 * MINUTE_MS - 1 }), { maxLength: 20 }),
				(cuts) => {
					const nation = createNation(7, segments);
					const times = [0, ...cuts.sort((a, b) => a - b), 60 * MINUTE_MS];
					const parts = times.slice(1).flatMap((to, i) => {
						return text(nation.events(start + (times[i] ?? 0), start + to, start));
					});
					expect(parts).toEqual(whole);
				}
			),
			{ numRuns: 5 }
		);
	});

	it('say the same again in any order, and another seed says something else', () => {
		const nation = createNation(7, segments);
		const late = text(nation.events(minutes(20), minutes(60), start));
		const early = text(nation.events(start, minutes(20), start));
		expect([...early, ...late]).toEqual(whole);
		expect(text(createNation(8, segments).events(start, minutes(20), start))).not.toEqual(early);
	});
});

describe('every event', () => {
	it('is accepted by the decoder, for any seed and time', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 2_147_483_647 }),
				fc.integer({ min: 0, max: 365 * 24 }),
				(seed, hour) => {
					const from = start + hour * HOUR_MS;
					const to = from + 30 * HOUR_MS;
					for (const event of createNation(seed, [flat(from, 0.1)]).events(from, to, from)) {
						const { at, topic, fields } = event;
						const object = { boot: 'b', seq: 1, at: formatInstant(at), ...fields };
						const payload = Buffer.from(JSON.stringify(object));
						const { accepted, refused } = decodePacket(topic, payload, to, { retentionDays: 400 });
						expect(refused).toEqual([]);
						expect(accepted).toHaveLength(1);
					}
				}
			),
			{ numRuns: 5 }
		);
	});
});

describe('the mail of eight days', () => {
	const days = 8;
	const end = start + days * 24 * HOUR_MS;
	const events = createNation(1, [flat(start, 0.6)]).events(start, end, start);
	const stories = storiesOf(events);
	/** Those begun long enough ago to be over. */
	const over = [...stories.values()].filter(
		(s) => (s.steps[0]?.at ?? end) < end - 6 * 24 * HOUR_MS
	);

	it('reaches all 31 provinces in all 21 projects', () => {
		const accepted = [...stories.values()].flatMap((story) => story.accepted ?? []);
		const origins = new Set(accepted.map(({ site }) => site.slice(0, 2)));
		const dests = new Set(accepted.map(({ fields }) => String(fields['dest']).slice(0, 2)));
		const codes = servedProvinces.map(({ code }) => code);
		expect([...origins].sort()).toEqual(codes);
		expect([...dests].sort()).toEqual(codes);
		const found = new Set(accepted.map(({ fields }) => fields['project']));
		expect([...found].sort()).toEqual(projects.map(({ code }) => code).sort());
	});

	it('has stories that begin with ordered or accepted, go forward, and end', () => {
		const ends = ['delivered', 'returned', 'recalled', 'plate_fitted'];
		expect(over.length).toBeGreaterThan(5000);
		for (const { steps, accepted } of over) {
			const names = steps.map(({ event }) => event);
			const acceptedAs = names.indexOf('accepted');
			expect(acceptedAs === 0 || (acceptedAs === 1 && names[0] === 'ordered')).toBe(true);
			expect(accepted).toBeDefined();
			expect(ends).toContain(names.at(-1));
			expect(names.filter((name) => ends.includes(name))).toHaveLength(1);
			for (const [i, { at }] of steps.entries()) expect(at).toBeGreaterThan(steps[i - 1]?.at ?? 0);
		}
	});

	it('knows every kind of ending, and all events of a scan', () => {
		const found = new Set(events.flatMap(({ topic, fields }) =>
			topic.endsWith('/scan') ? [fields['event']] : []
		)); // prettier-ignore
		expect(found.size).toBe(16);
	});

	it('comes by working hours, unless a station hands it out or it is of a few hours', () => {
		for (const { steps } of over)
			for (const { at, event } of steps) {
				if (event !== 'attempted' && event !== 'returned') continue;
				const hour = Number(formatInstant(at).slice(11, 13));
				expect(hour >= 8 && hour < 21).toBe(true);
			}
	});

	it('is on time in 96 to 100 % of cases in every large province, not in all of them alike', () => {
		const calendar = createCalendar(statutoryDays);
		const rates = new Map<string, { due: number; onTime: number }>();
		for (const story of over) {
			const due = dueOf(story);
			if (due === undefined) continue;
			const done = story.steps.find((s) => ['delivered', 'plate_fitted'].includes(s.event));
			const rate = rates.get(due.province) ?? { due: 0, onTime: 0 };
			rates.set(due.province, rate);
			rate.due++;
			if (done && done.at < due.at + 1000) rate.onTime++;
		}
		const all = [...rates.values()];
		const sum = (of: (rate: { due: number; onTime: number }) => number) =>
			all.reduce((total, rate) => total + of(rate), 0);
		const nation = sum((r) => r.onTime) / sum((r) => r.due);
		expect(nation).toBeGreaterThan(0.97);
		expect(nation).toBeLessThan(0.995);
		const large = all.filter(({ due }) => due > 200).map(({ due, onTime }) => onTime / due);
		expect(Math.min(...large)).toBeGreaterThan(0.96);
		expect(Math.max(...large) - Math.min(...large)).toBeGreaterThan(0.002);

		function dueOf({ accepted, steps }: Story) {
			if (!accepted || steps.some(({ event }) => event === 'recalled')) return undefined;
			const { dest, project, wave } = accepted.fields;
			const item = {
				project: String(project),
				dest: String(dest),
				...(typeof wave === 'string' && { wave }),
				originSite: accepted.site,
				acceptedAt: accepted.at
			};
			return {
				province: item.dest.slice(0, 2),
				at: deadlineFor(item, shippedRules, calendar).at
			};
		}
	});

	it('names the waves of the pharmacy in Banan by their hour, and keeps them out of the centre', () => {
		const waves = [...stories.values()].filter((s) => s.accepted?.fields['wave'] !== undefined);
		expect(waves.length).toBeGreaterThan(50);
		for (const { accepted, steps } of waves) {
			const isEarly = Number(formatInstant(accepted?.at ?? 0).slice(11, 13)) < 15;
			expect(accepted?.site).toBe('500113');
			expect(accepted?.fields['wave']).toBe(isEarly ? 'W15' : 'W24');
			expect(steps.filter(({ site }) => site.endsWith('-zx'))).toEqual([]);
		}
	});
});

describe('machines', () => {
	const machines = createMachines(1, []);
	const boot = start + 90 * MINUTE_MS;
	const reports = machines.reports(flat(start, 100), boot, boot + 26 * HOUR_MS, boot);
	const lines = (device: string) =>
		reports
			.filter(({ machine }) => machine.device === device && machine.site === '420100-zw')
			.map(({ fields }) => fields as { state: string; total: number; plannedSeconds: number });

	it('count from their boot, never back, and never more than they are rated for', () => {
		for (const line of ['enc-1', 'enc-2', 'enc-3'].map(lines)) {
			expect(line[0]?.total).toBeLessThan(20);
			expect(line.map((r) => r.total)).toEqual(line.map((r) => r.total).sort((a, b) => a - b));
			const { total = 0, plannedSeconds = 0 } = line.at(-1) ?? {};
			expect(plannedSeconds).toBeGreaterThan(16 * 3600 * 0.9);
			expect(total / (plannedSeconds / 3600)).toBeLessThan(900);
			expect(total / (plannedSeconds / 3600)).toBeGreaterThan(700);
		}
	});

	it('mostly run, sometimes stand for a fault', () => {
		const states = lines('enc-1').map(({ state }) => state);
		const share = (state: string) => states.filter((s) => s === state).length / states.length;
		expect(share('Execute')).toBeGreaterThan(0.55);
		expect(share('Held')).toBeGreaterThan(0.001);
		expect(share('Suspended')).toBeGreaterThan(0.001);
	});
});
