import { afterEach, describe, expect, it } from 'vitest';
import { LiveWall } from '../../../src/lib/live/live-wall.svelte.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { createFakeTransport, frameAt, instant, snapshotAt } from './fake-transport.ts';

let close: () => void = () => undefined;
afterEach(() => close());

function start() {
	const clock = createManualClock(70_000);
	const transport = createFakeTransport();
	const wall = new LiveWall(clock);
	wall.connect(transport.open, 'cn');
	close = () => wall.close();
	return { clock, transport, wall };
}

function startLive(state = {}) {
	const all = start();
	all.transport.events.open();
	all.transport.answer(snapshotAt(1, state));
	return all;
}

describe('LiveWall', () => {
	it('is connecting, without figures and without a time, until the first state', () => {
		const { wall } = start();
		expect(wall.status).toBe('connecting');
		expect(wall.isAnswered).toBe(false);
		expect(wall.summary.accepted).toBeUndefined();
		expect(wall.serverNow).toBeUndefined();
	});

	it('waits for the first data while the server has none', () => {
		const { transport, wall } = start();
		transport.events.open();
		transport.answer({ ...snapshotAt(1), asOf: new Date(0).toISOString() });
		expect(wall.isAnswered).toBe(true);
		expect(wall.status).toBe('connecting');
		expect(wall.asOf).toBeUndefined();
	});

	it('shows the figures of the state as they change', () => {
		const { transport, wall } = startLive({ summary: { accepted: 5 }, provinces: {} });
		expect(wall.status).toBe('live');
		expect(wall.summary.accepted).toBe(5);
		const patch = { summary: { accepted: 6 }, provinces: { '42': { accepted: 6, perHour: 1 } } };
		transport.events.frame({ ...frameAt(2), patch });
		expect(wall.summary.accepted).toBe(6);
		expect([...wall.accepted]).toEqual([['42', 6]]);
	});

	it('tells age and time by the server and the monotonic clock', async () => {
		const { clock, wall } = startLive();
		expect(wall.ageMs).toBe(500);
		await clock.advance(2_000);
		expect(wall.ageMs).toBe(2_500);
		expect(wall.serverNow).toBe(Date.parse(instant(3.5)));
		expect(wall.asOf).toBe(Date.parse(instant(1)));
	});

	it('goes from live to dead when frames stop, keeps its figures, and says when it is back', async () => {
		const { clock, transport, wall } = startLive({ summary: { accepted: 5 } });
		await clock.advance(4_000);
		expect(wall.status).toBe('live');
		await clock.advance(1_500);
		expect(wall.status).toBe('dead');
		expect(wall.link).toBe('reconnecting');
		expect(wall.summary.accepted).toBe(5);
		expect(wall.isRecovered).toBe(false);
		transport.events.open();
		transport.answer(snapshotAt(7, { summary: { accepted: 9 } }));
		expect(wall.status).toBe('live');
		expect(wall.isRecovered).toBe(true);
		for (let seq = 8; seq < 14; seq++) {
			transport.events.frame({ ...frameAt(seq), patch: {} });
			await clock.advance(1_000);
		}
		expect(wall.status).toBe('live');
		expect(wall.isRecovered).toBe(false);
	});

	it('is late, then dead, when the server goes on without news', async () => {
		const { clock, transport, wall } = startLive();
		const statuses: string[] = [];
		for (let second = 2; second <= 18; second++) {
			await clock.advance(1_000);
			const old = { ...frameAt(second), asOf: instant(1), patch: {} };
			transport.events.frame(old);
			statuses.push(wall.status);
		}
		expect(wall.link).toBe('up');
		expect(statuses.filter((status) => status === 'live')).toHaveLength(4);
		expect(statuses.filter((status) => status === 'stale')).toHaveLength(10);
		expect(statuses.at(-1)).toBe('dead');
		expect(wall.isRecovered).toBe(false);
	});

	it('stops its clock when it is closed', () => {
		const { clock, transport, wall } = startLive();
		wall.close();
		expect(transport.calls.at(-1)).toBe('close');
		expect(clock.waiting).toEqual([]);
	});
});
