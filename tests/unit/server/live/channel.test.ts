import { describe, expect, it } from 'vitest';
import type { Frame } from '#domain/live-protocol.ts';
import { applyPatch, type JsonObject } from '#domain/merge-patch.ts';
import { createChannel } from '../../../../server/live/channel.ts';
import { createRooms } from '../../../../server/live/rooms.ts';
import { settle, type LiveView } from '../../../../server/live/wall-view.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

const NOW = Date.UTC(2026, 10, 25, 4);

function world() {
	const clock = createManualClock(NOW);
	const state: { now: JsonObject; isBroken: boolean; reads: number } = {
		now: { n: 0 },
		isBroken: false,
		reads: 0
	};
	const view: LiveView = {
		read() {
			state.reads++;
			return state.isBroken
				? Promise.reject(new Error('away'))
				: Promise.resolve({ value: state.now, asOf: clock.now() });
		}
	};
	const frames: Frame[] = [];
	const failures: unknown[] = [];
	const deps = {
		clock,
		publish: (frame: Frame) => void frames.push(frame),
		failed: (error: unknown) => void failures.push(error)
	};
	return { clock, state, view, frames, failures, deps };
}

describe('a channel', () => {
	it('sends an empty frame within two seconds, counted on without a gap', async () => {
		const { clock, view, frames, deps } = world();
		const channel = createChannel('wall:cn', view, deps);
		await channel.ready;
		expect(channel.snapshot()).toEqual({
			channel: 'wall:cn',
			seq: 0,
			asOf: '2026-11-25T12:00:00+08:00',
			sentAt: '2026-11-25T12:00:00+08:00',
			state: { n: 0 }
		});
		await clock.advance(10_000);
		expect(frames.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
		expect(frames.every(({ patch }) => Object.keys(patch).length === 0)).toBe(true);
		channel.close();
		await clock.advance(10_000);
		expect(frames).toHaveLength(5);
	});

	it('sends what was stored at once, and at most four frames a second', async () => {
		const { clock, state, view, frames, deps } = world();
		const channel = createChannel('wall:cn', view, deps);
		await channel.ready;
		await clock.advance(1_000);
		for (let n = 1; n <= 100; n++) {
			state.now = { n };
			channel.wake();
			await clock.advance(10);
		}
		expect(frames[0]?.patch).toEqual({ n: 1 });
		expect(frames).toHaveLength(4);
		await clock.advance(250);
		const begun: JsonObject = { n: 0 };
		const last = frames.reduce((value, { patch }) => applyPatch(value, patch), begun);
		expect(last).toEqual({ n: 100 });
		expect(channel.snapshot()).toMatchObject({ seq: frames.length, state: last });
	});

	it('lets its state and its asOf stand while the figures cannot be read', async () => {
		const { clock, state, view, frames, failures, deps } = world();
		const channel = createChannel('wall:cn', view, deps);
		await channel.ready;
		state.isBroken = true;
		await clock.advance(4_000);
		expect(failures.length).toBe(2);
		expect(frames.at(-1)).toMatchObject({ seq: 2, asOf: '2026-11-25T12:00:00+08:00', patch: {} });
	});
});

describe('the rooms', () => {
	it('compute a channel once for all, and end it some time after the last has left', async () => {
		const { clock, view, frames, deps } = world();
		const rooms = createRooms({ ...deps, view: () => view });
		const one = rooms.enter('wall', 'cn');
		const other = rooms.enter('wall', 'cn');
		expect(other.channel).toBe(one.channel);
		one.leave();
		await clock.advance(20_000);
		expect(rooms.size()).toBe(1);
		other.leave();
		await clock.advance(9_000);
		const third = rooms.enter('wall', 'cn');
		expect(third.channel).toBe(one.channel);
		third.leave();
		await clock.advance(10_000);
		expect(rooms.size()).toBe(0);
		const { length } = frames;
		await clock.advance(10_000);
		expect(frames).toHaveLength(length);
	});

	it('show their state to who only glances, and begin and end for it as for a viewer', async () => {
		const { clock, state, view, deps } = world();
		const rooms = createRooms({ ...deps, view: () => view });
		const snapshot = await rooms.glance('wall', 'cn');
		expect(snapshot).toMatchObject({ channel: 'wall:cn', seq: 0 });
		expect(snapshot.state).toEqual(rooms.enter('wall', 'cn').channel.snapshot().state);
		await rooms.glance('wall', '43');
		state.isBroken = true;
		await expect(rooms.glance('wall', '42')).rejects.toThrow('away');
		expect(rooms.size()).toBe(2);
		await clock.advance(20_000);
		expect(rooms.size()).toBe(1);
	});

	it('forget a channel that could not begin, so that the next viewer tries again', async () => {
		const { state, view, deps } = world();
		const rooms = createRooms({ ...deps, view: () => view });
		state.isBroken = true;
		const seat = rooms.enter('wall', 'cn');
		await expect(seat.channel.ready).rejects.toThrow('away');
		expect(rooms.size()).toBe(0);
		state.isBroken = false;
		const next = rooms.enter('wall', 'cn');
		seat.leave();
		await next.channel.ready;
		expect(rooms.size()).toBe(1);
	});
});

describe('settle', () => {
	const before = { summary: { asOf: '1', accepted: 1 }, provinces: { '42': { accepted: 1 } } };
	it.each([
		['nothing', before, true],
		['asOf alone', { ...before, summary: { asOf: '2', accepted: 1 } }, true],
		['a figure', { ...before, summary: { asOf: '2', accepted: 2 } }, false],
		['a province', { ...before, provinces: { '42': { accepted: 2 } } }, false],
		['a field that goes', { summary: { asOf: '1', accepted: 1 } }, false],
		['the summary that goes', { provinces: before.provinces }, false]
	] as const)('of a change of %s', (_name, now, stands) => {
		expect(settle(before, now)).toBe(stands ? before : now);
	});
	it('begins with what is there', () => {
		expect(settle(undefined, before)).toBe(before);
	});
});
