import { describe, expect, it } from 'vitest';
import type { Frame, Snapshot } from '#domain/live-protocol.ts';
import { follow } from '../../../src/lib/live/channel.ts';

const at = { asOf: '2026-11-22T14:00:00+08:00', sentAt: '2026-11-22T14:00:01+08:00' };
const later = { asOf: '2026-11-22T14:00:02+08:00', sentAt: '2026-11-22T14:00:03+08:00' };
const before: Snapshot = {
	channel: 'wall:cn',
	seq: 7,
	...at,
	state: { summary: { accepted: 1, onTimeRate: { value: 0.5 } } }
};
const frame = (change: Partial<Frame>): Frame => ({
	channel: 'wall:cn',
	seq: 8,
	...later,
	patch: {},
	...change
});

describe('follow', () => {
	it('applies the next frame and takes its times', () => {
		const patch = { summary: { accepted: 2, onTimeRate: null } };
		expect(follow(before, frame({ patch }))).toEqual({
			kind: 'applied',
			snapshot: { channel: 'wall:cn', seq: 8, ...later, state: { summary: { accepted: 2 } } }
		});
	});

	it('leaves what an empty patch does not touch as it is', () => {
		const step = follow(before, frame({}));
		expect(step.kind === 'applied' && step.snapshot.state['summary']).toBe(before.state['summary']);
	});

	it.each([
		['a frame that was seen', frame({ seq: 7 }), 'old'],
		['a frame of another channel', frame({ channel: 'wall:42' }), 'old'],
		['a hole', frame({ seq: 9 }), 'gap']
	])('%s', (_name, next, kind) => {
		expect(follow(before, next)).toEqual({ kind });
	});
});
