import { describe, expect, it } from 'vitest';
import { createSignInGate } from '#server/auth/sign-in-gate.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

/** What became of each try, in the order in which it was settled. */
function setUp() {
	const clock = createManualClock(0);
	const gate = createSignInGate(clock);
	const settled: string[] = [];
	const enter = (lane: string, isKnown = false): void =>
		void gate.enter(lane, isKnown).then((isIn) => settled.push(`${isIn ? '+' : '-'}${lane}`));
	return { clock, enter, settled };
}

describe('the gate of the sign-in', () => {
	it('lets ten in a second, however many come', async () => {
		const { clock, enter, settled } = setUp();
		for (let i = 0; i < 15; i++) enter(`name ${i}`);
		await clock.advance(999);
		expect(settled).toHaveLength(10);
		await clock.advance(1_000);
		expect(settled).toHaveLength(15);
	});

	it('lets lanes take turns', async () => {
		const { clock, enter, settled } = setUp();
		for (let i = 0; i < 8; i++) enter('flood');
		enter('quiet');
		await clock.advance(250);
		expect(settled).toContain('+quiet');
	});

	it('turns one of the longest lane away where too many wait', async () => {
		const { clock, enter, settled } = setUp();
		enter('quiet');
		for (let i = 0; i < 60; i++) enter('flood');
		await clock.advance(0);
		expect(settled.filter((one) => one === '-flood')).toHaveLength(41);
		expect(settled).not.toContain('-quiet');
		await clock.advance(2_500);
		expect(settled).toContain('+quiet');
		expect(settled.filter((one) => one === '+flood')).toHaveLength(19);
	});

	it('lets a known browser go first', async () => {
		const { clock, enter, settled } = setUp();
		for (let i = 0; i < 20; i++) enter('flood');
		enter('device', true);
		await clock.advance(150);
		expect(settled.slice(0, 2)).toContain('+device');
	});
});
