import { describe, expect, it } from 'vitest';
import { waitFor } from '#server/wait-for.ts';
import { createManualClock, settled } from '../../support/manual-clock.ts';

/** Waits for a store that answers from `readyAt` on; `state` tells what became of it. */
function setUp(readyAt: number, refusal: unknown = new Error('refused')) {
	const clock = createManualClock();
	const said: string[] = [];
	let tries = 0;
	let state = 'waiting';
	const check = () => {
		tries++;
		return clock.now() >= readyAt
			? Promise.resolve()
			: // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what is not an Error is told too
				Promise.reject(refusal);
	};
	const waiting = waitFor('ClickHouse', check, clock, (line) => said.push(line));
	const done = waiting.then(
		() => (state = 'ready'),
		(error: unknown) => (state = error instanceof Error ? error.message : 'no error')
	);
	return { clock, said, waiting, done, tries: () => tries, state: () => state };
}

describe('waitFor', () => {
	it('resolves at once when it is there, without a word', async () => {
		const { said, done, clock, tries } = setUp(0);
		expect(await done).toBe('ready');
		expect([said, tries(), clock.waiting]).toEqual([[], 1, []]);
	});

	it('tries every half second', async () => {
		const { clock, said, state, tries } = setUp(2_000);
		await clock.advance(1_999);
		expect([state(), tries()]).toEqual(['waiting', 4]);
		await clock.advance(1);
		expect([state(), tries()]).toEqual(['ready', 5]);
		expect(said).toEqual([]);
	});

	it('says every five seconds what it waits for, how long and why', async () => {
		const { clock, said } = setUp(Infinity);
		await clock.advance(10_400);
		expect(said).toEqual([
			'waiting for ClickHouse (5 s of 60): refused',
			'waiting for ClickHouse (10 s of 60): refused'
		]);
	});

	it('gives up after 60 seconds with the last reason', async () => {
		const { clock, state, waiting } = setUp(Infinity);
		await clock.advance(60_000);
		expect(state()).toBe('waiting');
		await clock.advance(500);
		expect(state()).toBe('ClickHouse did not answer for 60 s: refused');
		await expect(waiting).rejects.toMatchObject({ cause: new Error('refused') });
		expect(clock.waiting).toEqual([]);
	});

	it('takes an answer in the last try', async () => {
		const { clock, state } = setUp(60_000);
		await clock.advance(60_000);
		expect(state()).toBe('ready');
	});

	it('names a reason that is no Error', async () => {
		const { clock, said } = setUp(Infinity, 'gone');
		await clock.advance(5_000);
		await settled();
		expect(said).toEqual(['waiting for ClickHouse (5 s of 60): gone']);
	});
});
