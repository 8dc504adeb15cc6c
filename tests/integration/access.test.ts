/** Signing in: cookies, sessions, the initial password, the second factor. */
import { TOTP, Secret } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, codeOf, startWithAccounts, type WithAccounts } from '../support/accounts.ts';
import { cookiesOf } from '../support/api-client.ts';

const OTHER = 'Loud-mountain-31';

let youkan: WithAccounts['youkan'];
let api: WithAccounts['api'];
let admin: WithAccounts['admin'];
let make: WithAccounts['make'];
beforeAll(async () => {
	({ youkan, api, admin, make } = await startWithAccounts());
});
afterAll(() => youkan.stop());

describe('a sign-in', () => {
	it('gives cookies that no script and no other page can use', async () => {
		const answer = await api.call({}, 'POST', '/api/v1/session', {
			user: 'admin',
			password: PASSWORD
		});
		expect(answer.status).toBe(204);
		for (const cookie of answer.headers.getSetCookie())
			for (const flag of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/'])
				expect(cookie).toContain(flag);
	});

	it.each([
		['a wrong password', 'admin', 'wrong-wrong'],
		['a name that nobody has', 'nobody', PASSWORD],
		['SQL', "' OR 1=1 --", PASSWORD],
		['a disabled account', 'disabled', PASSWORD]
	])('is refused in the same words: %s', async (_name, user, password) => {
		if (user === 'disabled') {
			await make('disabled', 'viewer');
			await api.call(admin, 'PATCH', '/api/v1/users/disabled', { disabled: true });
		}
		const answer = await api.call({}, 'POST', '/api/v1/session', { user, password });
		expect([answer.status, answer.text]).toEqual([
			401,
			'{"error":{"code":"credentials","message":"user, password or code is not right"}}'
		]);
	});

	it.each([
		['no JSON', '{', 400],
		['a list', '[]', 400],
		['no password', '{"user":"admin"}', 400],
		['a number', '{"user":1,"password":2}', 400],
		[
			'a password of 2,000 characters',
			JSON.stringify({ user: 'admin', password: 'x'.repeat(2000) }),
			400
		]
	])('with %s is told so', async (_name, body, status) => {
		expect((await api.call({}, 'POST', '/api/v1/session', body)).status).toBe(status);
	});

	it('from a page that is not ours is refused', async () => {
		const evil = { origin: 'https://evil.example' };
		const body = { user: 'admin', password: PASSWORD };
		const answer = await api.call({}, 'POST', '/api/v1/session', body, evil);
		expect([answer.status, codeOf(answer)]).toEqual([403, 'origin']);
	});
});

describe('a call with a cookie', () => {
	const token = { name: 'x', kind: 'wall', scope: 'cn' };
	it.each([
		['no origin', { origin: '' }],
		['another origin', { origin: 'https://evil.example' }],
		['null', { origin: 'null' }],
		['another port', { origin: 'http://127.0.0.1:1' }],
		['text', { 'content-type': 'text/plain' }]
	])('that changes something needs our page and JSON: %s', async (_name, headers) => {
		const answer = await api.call(admin, 'POST', '/api/v1/tokens', token, headers);
		expect([answer.status, codeOf(answer)]).toEqual([403, 'origin']);
	});
	it('needs neither to read, and a bearer never', async () => {
		expect((await api.call(admin, 'GET', '/api/v1/users')).status).toBe(200);
		const replay = await api.call(youkan, 'POST', '/api/v1/dead-letters/replay', {
			reason: 'clock'
		});
		expect(replay.status).toBe(200);
	});
	it('may come from every loopback name', async () => {
		const origin = youkan.url.replace('127.0.0.1', 'localhost');
		expect((await api.call(admin, 'POST', '/api/v1/tokens', token, { origin })).status).toBe(200);
	});
	it.each(['youkan_session=', 'youkan_session=x.y', 'youkan_session=%00', `a=${'x'.repeat(8000)}`])(
		'that is none is 401: %s',
		async (cookie) => {
			expect((await api.call({ cookie }, 'GET', '/api/v1/me')).status).toBe(401);
		}
	);
});

describe('a session', () => {
	it('ends with its sign-out, and its cookie opens nothing again', async () => {
		const mine = await api.signIn('admin', PASSWORD);
		expect((await api.call(mine, 'DELETE', '/api/v1/session')).status).toBe(204);
		expect((await api.call(mine, 'GET', '/api/v1/me')).status).toBe(401);
		expect((await api.call(admin, 'GET', '/api/v1/me')).status).toBe(200);
	});

	it('ends everywhere when the password changes, here it goes on under a new cookie', async () => {
		await make('changer', 'manager');
		const [one, two] = [
			await api.signIn('changer', PASSWORD),
			await api.signIn('changer', PASSWORD)
		];
		const wrong = await api.call(one, 'PUT', '/api/v1/me/password', {
			current: 'x',
			password: OTHER
		});
		expect([wrong.status, codeOf(wrong)]).toEqual([403, 'wrong_password']);
		const weak = await api.call(one, 'PUT', '/api/v1/me/password', {
			current: PASSWORD,
			password: 'youkan2026'
		});
		expect(weak.status).toBe(400);
		const done = await api.call(one, 'PUT', '/api/v1/me/password', {
			current: PASSWORD,
			password: OTHER
		});
		expect(done.status).toBe(204);
		for (const old of [one, two])
			expect((await api.call(old, 'GET', '/api/v1/me')).status).toBe(401);
		expect((await api.call({ cookie: cookiesOf(done) }, 'GET', '/api/v1/me')).status).toBe(200);
		await expect(api.signIn('changer', PASSWORD)).rejects.toThrow('401');
	});

	it('is listed, and can be ended from another browser', async () => {
		await make('two', 'viewer');
		const [one, two] = [await api.signIn('two', PASSWORD), await api.signIn('two', PASSWORD)];
		const list = await api.call(one, 'GET', '/api/v1/me/sessions');
		const { items } = list.body as { items: { id: string; current: boolean }[] };
		expect(items.map(({ current }) => current).sort()).toEqual([false, true]);
		const other = items.find(({ current }) => !current)?.id ?? '';
		expect((await api.call(one, 'DELETE', `/api/v1/me/sessions/${other}`)).status).toBe(204);
		expect((await api.call(two, 'GET', '/api/v1/me')).status).toBe(401);
	});

	it('ends when the role or the scope changes', async () => {
		await make('mover', 'manager');
		for (const change of [{ role: 'viewer' }, { scopes: ['44'] }, { disabled: true }]) {
			const mine = await api.signIn('mover', PASSWORD);
			expect((await api.call(admin, 'PATCH', '/api/v1/users/mover', change)).status).toBe(200);
			expect((await api.call(mine, 'GET', '/api/v1/me')).status).toBe(401);
		}
	});

	it('cannot be made from what the database holds', async () => {
		const { items } = (await api.call(admin, 'GET', '/api/v1/me/sessions')).body as {
			items: { id: string }[];
		};
		for (const { id } of items)
			expect((await api.call({ cookie: `youkan_session=${id}` }, 'GET', '/api/v1/me')).status).toBe(
				401
			);
	});
});

describe('an initial password', () => {
	it('opens nothing but its own change', async () => {
		await make('fresh', 'operator', { mustChange: true });
		const mine = await api.signIn('fresh', PASSWORD);
		for (const path of ['me', 'summary', 'undelivered', 'openapi.json']) {
			const answer = await api.call(mine, 'GET', `/api/v1/${path}`);
			expect([answer.status, codeOf(answer)]).toEqual([403, 'password_change']);
		}
		const body = { current: PASSWORD, password: OTHER };
		const done = await api.call(mine, 'PUT', '/api/v1/me/password', body);
		expect((await api.call({ cookie: cookiesOf(done) }, 'GET', '/api/v1/undelivered')).status).toBe(
			200
		);
	});
});

describe('a second factor', () => {
	it('is asked for after the password, and each code works once', async () => {
		await make('careful', 'lead');
		const mine = await api.signIn('careful', PASSWORD);
		const offered = await api.call(mine, 'POST', '/api/v1/me/second-factor', {
			password: PASSWORD
		});
		const { secret, picture } = offered.body as { secret: string; picture: string };
		expect(picture).toContain('<svg');
		const totp = new TOTP({ secret: Secret.fromBase32(secret) });
		const bad = await api.call(mine, 'PUT', '/api/v1/me/second-factor', { code: '000000' });
		expect(bad.status).toBe(400);
		expect(
			(await api.call(mine, 'PUT', '/api/v1/me/second-factor', { code: totp.generate() })).status
		).toBe(204);
		const body = { user: 'careful', password: PASSWORD };
		const without = await api.call({}, 'POST', '/api/v1/session', body);
		expect([without.status, codeOf(without)]).toEqual([401, 'code']);
		const code = totp.generate();
		await api.signIn('careful', PASSWORD, { code });
		await expect(api.signIn('careful', PASSWORD, { code })).rejects.toThrow('401');
	});
});
