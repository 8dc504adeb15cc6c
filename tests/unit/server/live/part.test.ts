import { describe, expect, it } from 'vitest';
import { createPart } from '../../../../server/live/part.ts';
import { createManualClock, settled } from '../../../support/manual-clock.ts';

function setUp(took = 0, tookOf: (reads: number) => number = () => took) {
	const clock = createManualClock(1_000_000);
	const world = { version: 'a', reads: 0, isBroken: false, failures: 0 };
	const part = createPart(
		{
			clock,
			asOf: () => clock.now() - 5,
			version: () => world.version,
			failed: () => {
				world.failures++;
			}
		},
		{ leastMs: 1_000, mostMs: 5_000 },
		async () => {
			const { isBroken } = world;
			world.reads++;
			const ms = tookOf(world.reads);
			if (ms > 0) await new Promise<void>((resolve) => clock.after(ms, resolve));
			if (isBroken) throw new Error('away');
			return world.version;
		}
	);
	return { clock, world, part };
}

describe('a part of a view', () => {
	it('is read at once when something was stored, and at most once in its least time', async () => {
		const { clock, world, part } = setUp();
		expect(await part.get()).toEqual({ value: 'a', asOf: 999_995 });
		world.version = 'b';
		await clock.advance(999);
		expect((await part.get()).value).toBe('a');
		await clock.advance(1);
		expect((await part.get()).value).toBe('b');
		expect(world.reads).toBe(2);
	});

	it('is not read again while nothing was stored, and yet stands for the present', async () => {
		const { clock, world, part } = setUp();
		await part.get();
		await clock.advance(4_999);
		expect((await part.get()).asOf).toBe(clock.now() - 5);
		expect(world.reads).toBe(1);
		await clock.advance(1);
		await part.get();
		expect(world.reads).toBe(2);
	});

	it('does not claim what was stored after it was read', async () => {
		const { clock, world, part } = setUp();
		const { asOf } = await part.get();
		world.version = 'b';
		await clock.advance(500);
		expect((await part.get()).asOf).toBe(asOf);
	});

	it('takes at most a quarter of the time', async () => {
		const { clock, world, part } = setUp(800);
		const first = part.get();
		await clock.advance(800);
		await first;
		for (let n = 0; n < 30; n++) {
			world.version = String(n);
			const got = part.get();
			await clock.advance(200);
			await got;
		}
		expect(world.reads).toBe(1 + Math.floor((800 + 30 * 200 - 1) / 3_200));
	});

	it('is not left alone for long because one reading was held up', async () => {
		const { clock, world, part } = setUp(0, (reads) => (reads === 5 ? 1_000 : 0));
		for (let n = 0; n < 5; n++) {
			world.version = String(n);
			const got = part.get();
			await clock.advance(1_000);
			await got;
		}
		// Four times of it would be four seconds from its beginning.
		await clock.advance(500);
		world.version = 'after';
		expect((await part.get()).value).toBe('after');
	});

	it('stands while a reading takes longer than a frame can wait', async () => {
		const { clock, world, part } = setUp(900);
		const first = part.get();
		await clock.advance(900);
		await first;
		world.version = 'b';
		await clock.advance(5_000);
		const old = part.get();
		await clock.advance(150);
		expect((await old).value).toBe('a');
		await clock.advance(750);
		expect((await part.get()).value).toBe('b');
	});

	it('stands when a reading fails, and says so; without any it rejects', async () => {
		const { clock, world, part } = setUp();
		world.isBroken = true;
		await expect(part.get()).rejects.toThrow('away');
		world.isBroken = false;
		await clock.advance(1_000);
		expect((await part.get()).value).toBe('a');
		world.isBroken = true;
		world.version = 'b';
		await clock.advance(1_000);
		expect((await part.get()).value).toBe('a');
		await settled();
		expect(world.failures).toBe(1);
	});
});
