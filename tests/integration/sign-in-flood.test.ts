/** Guessing passwords beside a real sign-in: measures how long that waits, so nothing runs beside it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, startWithAccounts, type WithAccounts } from '../support/accounts.ts';
import { pause } from '../support/wait.ts';

let youkan: WithAccounts['youkan'];
let api: WithAccounts['api'];
let make: WithAccounts['make'];
beforeAll(async () => {
	({ youkan, api, make } = await startWithAccounts());
});
afterAll(() => youkan.stop());

describe('guessing', () => {
	it('is let in ten times a second at the most, and a known browser still gets in', async () => {
		await make('two', 'viewer');
		const known = await api.signIn('two', PASSWORD);
		const attack = { on: true, hashed: 0, refused: 0 };
		const guess = async (i: number) => {
			const answer = await api.call({}, 'POST', '/api/v1/session', {
				user: i % 2 === 0 ? 'two' : `name-${i}`,
				password: `guess-${i}`
			});
			if (answer.status === 401) attack.hashed++;
			else if (answer.status === 429) attack.refused++;
		};
		const since = Date.now();
		const flood = (async () => {
			const running: Promise<void>[] = [];
			for (let i = 0; attack.on; i++) {
				running.push(guess(i));
				await pause(20);
			}
			await Promise.all(running);
		})();
		await pause(2_000);
		const begun = Date.now();
		await api.signIn('two', PASSWORD, { cookie: known.cookie });
		const waited = Date.now() - begun;
		await pause(2_000);
		attack.on = false;
		await flood;
		expect(waited).toBeLessThan(1_500);
		expect(attack.hashed / ((Date.now() - since) / 1000)).toBeLessThan(11);
		expect(attack.refused).toBeGreaterThan(20);
	});
});
