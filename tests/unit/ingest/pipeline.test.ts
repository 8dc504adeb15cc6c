import { describe, expect, it } from 'vitest';
import { CommitAbandoned } from '../../../ingest/committer.ts';
import { settled } from '../../support/manual-clock.ts';
import { START, scan, setUp, topic } from './pipeline-world.ts';

describe('a batch', () => {
	it('is committed when its first message is as old as the limit', async () => {
		const { clock, send, commits, lines } = setUp({ batchAgeMs: 250 });
		send(scan(1));
		await clock.advance(200);
		send(scan(2));
		await clock.advance(49);
		expect(commits).toEqual([]);
		await clock.advance(1);
		expect(commits.map(({ at }) => at)).toEqual([250]);
		expect(lines(0)).toEqual([['scan_event', 2]]);
	});

	it('that was collected while another was being stored is committed at the same age', async () => {
		const { clock, send, store, commits } = setUp({ batchAgeMs: 250 });
		send(scan(1));
		await clock.advance(350);
		send(scan(2));
		await clock.advance(200);
		await store(0);
		await clock.advance(49);
		expect(commits).toHaveLength(1);
		await clock.advance(1);
		expect(commits.map(({ at }) => at)).toEqual([250, 600]);
	});

	it('is committed at once when it holds as many objects as the limit', async () => {
		const { clock, send, commits, lines } = setUp({ batchObjects: 3 });
		send([scan(1), scan(2)]);
		expect(commits).toEqual([]);
		send([scan(3), scan(4)]);
		expect(commits).toHaveLength(1);
		expect(lines(0)).toEqual([['scan_event', 4]]);
		await clock.advance(10_000);
		expect(commits).toHaveLength(1);
	});

	it('collects while the one before is stored, and follows it: one commit at a time', async () => {
		const { clock, send, store, commits, lines } = setUp({ batchObjects: 2, batchAgeMs: 250 });
		for (let seq = 1; seq <= 5; seq++) send(scan(seq));
		await clock.advance(60_000);
		expect(commits).toHaveLength(1);
		expect(lines(0)).toEqual([['scan_event', 2]]);
		await store(0);
		expect(commits).toHaveLength(2);
		expect(lines(1)).toEqual([['scan_event', 3]]);
	});

	it('that is small waits for its age after the one before', async () => {
		const { clock, send, store, commits } = setUp({ batchObjects: 2, batchAgeMs: 250 });
		for (let seq = 1; seq <= 3; seq++) send(scan(seq));
		await store(0);
		expect(commits).toHaveLength(1);
		await clock.advance(250);
		expect(commits).toHaveLength(2);
	});
});

describe('acknowledging', () => {
	it('comes after the commit, in the order of arrival, once for each message', async () => {
		const { clock, send, store, acknowledged, notices } = setUp({ batchAgeMs: 250 });
		for (let seq = 1; seq <= 3; seq++) send(scan(seq));
		await clock.advance(250);
		send(scan(4));
		await clock.advance(60_000);
		expect(acknowledged).toEqual([]);
		await store(0);
		expect(acknowledged).toEqual([[1, 2, 3]]);
		expect(notices()).toBe(1);
		await clock.advance(250);
		await store(1);
		expect(acknowledged).toEqual([[1, 2, 3], [4]]);
		expect(notices()).toBe(2);
	});

	it('does not come for a commit that was abandoned, nor for what came after it', async () => {
		const { clock, pipeline, send, commits, acknowledged } = setUp({ batchAgeMs: 250 });
		send(scan(1));
		await clock.advance(250);
		send(scan(2));
		commits[0]?.failed(new CommitAbandoned());
		await pipeline.flush();
		await clock.advance(60_000);
		expect(acknowledged).toEqual([]);
		expect(commits).toHaveLength(1);
		expect(pipeline.state()).toMatchObject({ oldest: START, held: { messages: 2, objects: 2 } });
	});

	it('comes for messages that leave nothing to store', async () => {
		const { clock, send, store, commits, acknowledged } = setUp();
		const status = { online: true, at: '2026-03-01T08:00:00+08:00' };
		send(status, { topic: 'youkan/v1/42/420100/d/status', retained: true });
		await clock.advance(250);
		expect(commits.map(({ inserts }) => inserts)).toEqual([[]]);
		await store(0);
		expect(acknowledged).toEqual([[1]]);
	});
});

describe('poison', () => {
	it.each([
		['a topic that is none', scan(1), { topic: 'youkan/v1/x' }],
		['too large', ' '.repeat(262_145), {}],
		['no JSON', '{', {}],
		['bytes', '', { payload: Buffer.from([0xff, 0, 0xfe]) }],
		['too many', Array(501).fill(scan(1)), {}],
		['a wrong field', { ...scan(1), event: 'x' }, {}],
		['a wrong clock', { ...scan(1), at: '1970-01-01T00:00:00Z' }, {}]
	])(
		'is stored as a dead letter and acknowledged, the rest is kept: %s',
		async (_name, payload, given) => {
			const { clock, send, store, lines, acknowledged } = setUp();
			send(scan(1));
			send(payload, given);
			send(scan(2));
			await clock.advance(250);
			expect(lines(0)).toEqual([
				['scan_event', 2],
				['dead_letter_row', 1]
			]);
			await store(0);
			expect(acknowledged).toEqual([[1, 2, 3]]);
		}
	);

	it('is inserted by the month of its own time, where that could be read', async () => {
		const { clock, send, lines } = setUp();
		const bad = (at: string, seq: number) => ({ ...scan(seq), at, mailNo: 'x' });
		send([
			bad('2026-02-10T08:00:00+08:00', 1),
			bad('2026-01-10T08:00:00+08:00', 2),
			bad('never', 3)
		]);
		await clock.advance(250);
		expect(lines(0)).toEqual(Array.from({ length: 3 }, () => ['dead_letter_row', 1]));
	});

	it('in an array goes there one by one', async () => {
		const { clock, send, lines } = setUp();
		send([scan(1), 1, scan(2), { ...scan(3), seq: 0 }]);
		await clock.advance(250);
		expect(lines(0)).toEqual([
			['scan_event', 2],
			['dead_letter_row', 2]
		]);
	});
});

describe('holding', () => {
	it('stops reading at the cap of objects and goes on below half of it', async () => {
		const { send, store, holds } = setUp({ batchObjects: 3, heldObjects: 6, heldBytes: 1e9 });
		for (let seq = 1; seq <= 5; seq++) send(scan(seq));
		expect(holds).toEqual([]);
		send(scan(6));
		send(scan(7));
		expect(holds).toEqual([true]);
		await store(0);
		expect(holds).toEqual([true]);
		await store(1);
		expect(holds).toEqual([true, false]);
	});

	it('stops reading at the cap of bytes, to which topics count', async () => {
		const size = topic.length + 2;
		const { clock, send, store, holds } = setUp({ heldBytes: 3 * size });
		send('{}');
		send('{}');
		expect(holds).toEqual([]);
		send('{}');
		expect(holds).toEqual([true]);
		await clock.advance(250);
		await store(0);
		expect(holds).toEqual([true, false]);
		send('', { topic: 'x'.repeat(3 * size) });
		expect(holds).toEqual([true, false, true]);
	});
});

describe('flush', () => {
	it('stores and acknowledges all that is held, also what a commit left behind that was big enough', async () => {
		const { pipeline, send, store, commits, acknowledged } = setUp({ batchObjects: 2 });
		for (let seq = 1; seq <= 5; seq++) send(scan(seq));
		let isDone = false;
		const flushed = pipeline.flush().then(() => (isDone = true));
		await settled();
		expect(commits).toHaveLength(1);
		await store(0);
		expect([isDone, commits.length]).toEqual([false, 2]);
		await store(1);
		await flushed;
		expect(acknowledged).toEqual([
			[1, 2],
			[3, 4, 5]
		]);
		expect(pipeline.state()).toMatchObject({ oldest: null, held: { messages: 0, bytes: 0 } });
	});

	it('does not wait for the age of a batch', async () => {
		const { clock, pipeline, send, store, acknowledged } = setUp();
		send(scan(1));
		const flushed = pipeline.flush();
		await settled();
		await store(0);
		await flushed;
		expect(acknowledged).toEqual([[1]]);
		expect(clock.waiting).toEqual([]);
	});

	it('resolves at once when nothing is held', async () => {
		const { pipeline, commits } = setUp();
		await pipeline.flush();
		expect(commits).toEqual([]);
	});
});

describe('state', () => {
	it('names the receipt of the oldest that is held, stored or not yet sent', async () => {
		const { clock, pipeline, send, store } = setUp({ batchAgeMs: 250 });
		expect(pipeline.state().oldest).toBeNull();
		await clock.advance(100);
		send(scan(1));
		await clock.advance(300);
		send(scan(2));
		expect(pipeline.state().oldest).toBe(START + 100);
		await store(0);
		expect(pipeline.state().oldest).toBe(START + 400);
		await clock.advance(250);
		await store(1);
		expect(pipeline.state().oldest).toBeNull();
	});

	it('counts so that received = stored + refused + duplicates + held at every moment', async () => {
		const { clock, pipeline, send, store } = setUp();
		const counts = () => {
			const { held, totals } = pipeline.state();
			const { received, stored, refused } = totals;
			return { received, stored, refused, held: held.objects };
		};
		send([scan(1), 1, scan(2)]);
		send('x');
		const status = { online: true, at: '2026-03-01T08:00:00+08:00' };
		send(status, { topic: 'youkan/v1/42/420100/d/status', retained: true });
		expect(counts()).toEqual({ received: 5, stored: 0, refused: 0, held: 4 });
		await clock.advance(250);
		expect(counts()).toEqual({ received: 5, stored: 0, refused: 0, held: 4 });
		await store(0);
		expect(counts()).toEqual({ received: 5, stored: 2, refused: 2, held: 0 });
		expect(pipeline.state().totals).toMatchObject({ messages: 3, commits: 1 });
	});
});
