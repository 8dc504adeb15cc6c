/** How long a sign-in stands, by a clock that is set. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '#domain/time.ts';
import { createSessions, type Sessions } from '#server/auth/sessions.ts';
import { createAccount } from '#server/store/accounts.ts';
import type { Store } from '#server/store/store.ts';
import { openEmptyStore } from '../support/empty-store.ts';
import { createManualClock } from '../support/manual-clock.ts';

// Lucia itself goes by the machine's clock.
const clock = createManualClock(Date.now());
let store: Store;
let sessions: Sessions;

beforeAll(async () => {
	store = await openEmptyStore();
	sessions = createSessions(store, clock);
	const account = {
		role: 'viewer',
		scopes: ['cn'],
		teams: [],
		passwordHash: '',
		mustChange: false
	};
	await createAccount(store, 'one', { ...account, role: 'viewer' });
});
afterAll(() => store.close());

const cookieOf = (line: string) => line.split(';', 1)[0] ?? '';

describe('a session', () => {
	it('ends after twelve hours without a call, for sockets too', async () => {
		const cookie = cookieOf(await sessions.begin('one', 'a browser'));
		const id = (await sessions.accountOf(cookie))?.id ?? '';
		await clock.advance(11 * HOUR_MS);
		expect([...(await sessions.standing([id])).keys()]).toEqual([id]);
		expect(await sessions.accountOf(cookie)).toMatchObject({ account: 'one' });
		await clock.advance(12 * HOUR_MS);
		expect((await sessions.standing([id])).size).toBe(0);
		expect(await sessions.accountOf(cookie)).toBeNull();
	});

	it('ends after seven days, however often it is used', async () => {
		const cookie = cookieOf(await sessions.begin('one', 'a browser'));
		for (let hours = 0; hours < 7 * 24 - 6; hours += 6) {
			expect(await sessions.accountOf(cookie), `after ${hours} hours`).not.toBeNull();
			await clock.advance(6 * HOUR_MS);
		}
		await clock.advance(DAY_MS / 4);
		expect(await sessions.accountOf(cookie)).toBeNull();
	});
});
