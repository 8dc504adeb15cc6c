import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '#domain/time.ts';
import { bearerOf, createTokens, type Tokens } from '#server/auth/tokens.ts';
import type { Store } from '#server/store/store.ts';
import { openEmptyStore } from '../support/empty-store.ts';
import { createManualClock } from '../support/manual-clock.ts';

const clock = createManualClock(Date.UTC(2026, 10, 25));
const API = 'an-api-token-of-24-characters';
const WALL = 'a-wall-token';
let store: Store;
let tokens: Tokens;

beforeAll(async () => {
	store = await openEmptyStore();
	tokens = createTokens(store, clock, API);
	await tokens.registerWall(WALL);
}, 60_000);
afterAll(async () => {
	await store.close();
});

describe('tokens', () => {
	it('stand for the operator api and for a wall; anything else for nobody', async () => {
		const api = { name: 'api', role: 'operator', scopes: ['cn'] };
		expect(await tokens.bearerOf(API)).toEqual({ id: null, caller: api });
		const wall = { name: 'token:wall', role: 'wall', scopes: ['cn'] };
		expect((await tokens.bearerOf(WALL))?.caller).toEqual(wall);
		for (const other of ['', 'x', `${API} `, `${WALL}x`, "' OR 1=1 --"])
			expect(await tokens.bearerOf(other)).toBeNull();
		expect(await createTokens(store, clock, undefined).bearerOf(API)).toBeNull();
	});

	it('are not in the store: who reads it can use none of them', async () => {
		const { rows } = await store.query<object>('SELECT * FROM token');
		expect(JSON.stringify(rows)).not.toContain(WALL);
	});

	it('of a wall end 400 days after the last use, and registering again changes nothing', async () => {
		await clock.advance(399 * DAY_MS);
		await tokens.registerWall(WALL);
		expect(await tokens.bearerOf(WALL)).not.toBeNull();
		await clock.advance(399 * DAY_MS);
		expect(await tokens.bearerOf(WALL)).not.toBeNull();
		await clock.advance(401 * DAY_MS);
		expect(await tokens.bearerOf(WALL)).toBeNull();
	});
});

it('a wall token that was made with an end of its own keeps it, however often it is used', async () => {
	const expiresAt = clock.now() + 2 * DAY_MS;
	const { token } = await tokens.create(store, {
		...{ kind: 'wall', name: 'fair', role: 'wall', scope: '42', expiresAt }
	});
	expect(await tokens.bearerOf(token)).not.toBeNull();
	await clock.advance(DAY_MS);
	expect(await tokens.bearerOf(token)).not.toBeNull();
	await clock.advance(DAY_MS + 1);
	expect(await tokens.bearerOf(token)).toBeNull();
});

describe('bearerOf', () => {
	it.each([
		['Bearer abc', 'abc'],
		['bearer  abc ', 'abc'],
		['Basic abc', null],
		['Bearer', null],
		['Bearer a b', null],
		['', null],
		[null, null]
	])('%j', (header, token) => {
		expect(bearerOf(header)).toBe(token);
	});
});
