/** Signing in and what follows from it: sessions, second factor, revocation, audit, masked numbers. */
import { TOTP, Secret } from 'otpauth';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiClient, cookiesOf, type ApiClient } from '../support/api-client.ts';
import { accepted, mailNo, scan } from '../support/events.ts';
import { openLive } from '../support/live.ts';
import { mosquittoPub } from '../support/mqtt-clients.ts';
import { runProcess } from '../support/processes.ts';
import { eventually, pause } from '../support/wait.ts';
import { startYoukan, type TestYoukan } from '../support/youkan.ts';

const PASSWORD = 'Quiet-harbour-27';
const OTHER = 'Loud-mountain-31';

let youkan: TestYoukan;
let api: ApiClient;
let admin: { cookie: string };

beforeAll(async () => {
	youkan = await startYoukan({ broker: 'mosquitto', env: { ADMIN_PASSWORD: PASSWORD } });
	api = createApiClient(youkan.url);
	admin = await api.signIn('admin', PASSWORD);
});
afterAll(() => youkan.stop());

async function make(user: string, role: string, fields: object = {}): Promise<void> {
	const body = { user, role, scopes: ['42'], password: PASSWORD, ...fields };
	const made = await api.call(admin, 'POST', '/api/v1/users', body);
	expect([made.status, made.text]).toEqual([200, made.text]);
}
const codeOf = ({ body }: { readonly body: unknown }) =>
	(body as { error?: { code: string } } | null)?.error?.code;

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
		const dump = await youkan.clickhouse.query('SELECT 1');
		expect(dump).not.toContain(secret);
	});
});

describe('what was taken back', () => {
	it('ends sockets within two seconds: of a token, and of an account', async () => {
		await make('looker', 'viewer');
		const mine = await api.signIn('looker', PASSWORD);
		const made = await api.call(admin, 'POST', '/api/v1/tokens', {
			name: 't',
			kind: 'wall',
			scope: 'cn'
		});
		const { id, token } = made.body as { id: string; token: string };
		const ofToken = openLive(youkan.url, token);
		const ofCookie = io(`${youkan.url}/live`, {
			...{ transports: ['websocket'], reconnection: false, forceNew: true },
			extraHeaders: { cookie: mine.cookie, origin: youkan.url }
		});
		await eventually('both are connected', () => ofToken.connected && ofCookie.connected);
		const gone = { token: 0, cookie: 0 };
		const since = Date.now();
		ofToken.on('disconnect', () => (gone.token = Date.now() - since));
		ofCookie.on('disconnect', () => (gone.cookie = Date.now() - since));
		await Promise.all([
			api.call(admin, 'DELETE', `/api/v1/tokens/${id}`),
			api.call(admin, 'PATCH', '/api/v1/users/looker', { disabled: true })
		]);
		await eventually('both are gone', () => gone.token > 0 && gone.cookie > 0);
		expect(Math.max(gone.token, gone.cookie)).toBeLessThan(2_000);
		expect((await api.call({ token }, 'GET', '/api/v1/summary')).status).toBe(401);
	});

	it('and a page that is not ours gets no socket with a good cookie', async () => {
		const socket = io(`${youkan.url}/live`, {
			...{ transports: ['websocket'], reconnection: false, forceNew: true },
			extraHeaders: { cookie: admin.cookie, origin: 'https://evil.example' }
		});
		const refused = await new Promise<boolean>((resolve) => {
			socket.on('connect', () => resolve(false));
			socket.on('connect_error', () => resolve(true));
		});
		socket.close();
		expect(refused).toBe(true);
	});
});

describe('the last admin', () => {
	it('cannot be deleted, disabled or made something else', async () => {
		for (const [method, body] of [
			['DELETE', undefined],
			['PATCH', { disabled: true }],
			['PATCH', { role: 'viewer' }]
		] as const) {
			const answer = await api.call(admin, method, '/api/v1/users/admin', body);
			expect([answer.status, codeOf(answer)]).toEqual([409, 'last_admin']);
		}
	});
});

describe('a mail number', () => {
	const number = mailNo(77);
	const court = mailNo(78);
	beforeAll(async () => {
		await mosquittoPub(
			youkan.broker.port,
			'youkan/v1/42/420106/pda-1/scan',
			JSON.stringify([
				accepted('m', 1, Date.now() - 5000, { mailNo: number }),
				scan('m', 2, Date.now() - 4000, { mailNo: number, event: 'attempted', reason: 'absent' }),
				accepted('m', 3, Date.now() - 3000, { mailNo: court, project: 'COURT' }),
				scan('m', 4, Date.now() - 2000, { mailNo: court, event: 'attempted', reason: 'absent' })
			])
		);
		await eventually(
			'they are stored',
			async () => (await youkan.clickhouse.query('SELECT count() FROM youkan.scan_event')) === '4\n'
		);
		await make('manager-42', 'manager');
	});

	it('is masked for a manager, found by its reference, and unmasked with a reason that is kept', async () => {
		const mine = await api.signIn('manager-42', PASSWORD);
		interface Listed {
			items: { mailNo: string; ref: string; project: string; originSite: string | null }[];
			next: string;
		}
		const list = (await api.call(mine, 'GET', '/api/v1/undelivered?state=attempted&limit=1'))
			.body as Listed;
		const rest = (
			await api.call(mine, 'GET', `/api/v1/undelivered?state=attempted&limit=1&cursor=${list.next}`)
		).body as Listed;
		const items = [...list.items, ...rest.items];
		expect(Buffer.from(list.next, 'base64url').toString()).not.toContain('900000');
		const plain = items.find(({ project }) => project === 'ID');
		expect(plain?.mailNo).toBe(`90*******${number.slice(-4)}`);
		const paper = items.find(({ project }) => project === 'COURT');
		expect(paper).toMatchObject({ originSite: null, dest: '420106' });
		expect(paper?.mailNo).toMatch(/^#[0-9a-f]{12}$/);

		const item = await api.call(mine, 'GET', `/api/v1/items/${plain?.ref ?? ''}`);
		expect(item.body).toMatchObject({ mailNo: plain?.mailNo, status: 'open' });
		const path = `/api/v1/items/${plain?.ref ?? ''}/unmask`;
		expect((await api.call(mine, 'POST', path, { reason: '' })).status).toBe(400);
		const told = await api.call(mine, 'POST', path, { reason: 'a call of the addressee' });
		expect(told.body).toEqual({ mailNo: number });
		const { items: acts } = (await api.call(admin, 'GET', '/api/v1/audit?act=item.unmask'))
			.body as { items: object[] };
		expect(acts[0]).toMatchObject({
			actor: 'manager-42',
			object: plain?.ref,
			detail: { reason: 'a call of the addressee' }
		});
		for (const bad of ['~', '~x', `${plain?.ref ?? ''}x`])
			expect((await api.call(mine, 'GET', `/api/v1/items/${bad}`)).status).toBe(404);
	});

	it('is whole for who has to deliver', async () => {
		const list = (await api.call(youkan, 'GET', '/api/v1/undelivered?state=attempted')).body as {
			items: { mailNo: string }[];
		};
		expect(list.items.map((i) => i.mailNo).sort()).toEqual([number, court]);
	});
});

describe('pages', () => {
	it.each(['/', '/admin', '/admin/users', '/me', '/nothing'])(
		'%s sends who is not signed in to the sign-in',
		async (path) => {
			const answer = await api.call({}, 'GET', path);
			expect([answer.status, answer.headers.get('location')]).toEqual([
				303,
				`/login?next=${encodeURIComponent(path)}`
			]);
		}
	);
	it('are strict about what they run, and tell nobody where one was', async () => {
		const { headers } = await api.call({}, 'GET', '/login');
		expect(headers.get('content-security-policy')).toMatch(/script-src 'self' 'nonce-/);
		expect(headers.get('referrer-policy')).toBe('no-referrer');
		expect(headers.get('x-content-type-options')).toBe('nosniff');
		expect(headers.get('cache-control')).toBe('no-store');
	});
});

describe('the audit', () => {
	const verify = () =>
		runProcess('server/audit-verify-main.ts', {
			env: { PORT: new URL(youkan.url).port, API_TOKEN: youkan.token }
		});

	it('has every act, without a secret, and is whole', async () => {
		const { text } = await api.call(admin, 'GET', '/api/v1/audit?limit=1000');
		for (const act of [
			'session.begin',
			'session.refuse',
			'user.create',
			'user.change',
			'token.create',
			'token.revoke',
			'password.change',
			'second_factor.set'
		])
			expect(text).toContain(`"${act}"`);
		for (const secret of [PASSWORD, OTHER, 'argon2']) expect(text).not.toContain(secret);
		expect((await verify()).code).toBe(0);
	});

	it('cannot be changed by a statement', async () => {
		await youkan.server.stop();
		const { openPglite } = await import('#server/store/pglite.ts');
		const store = await openPglite(`${youkan.dataDir}/postgres`);
		try {
			for (const sql of ['DELETE FROM audit', `UPDATE audit SET actor = 'x'`, 'TRUNCATE audit'])
				await expect(store.query(sql)).rejects.toThrow('append-only');
			// Who owns the database can take the guard away.
			await store.query('ALTER TABLE audit DISABLE TRIGGER audit_append_only');
			await store.query(`UPDATE audit SET actor = 'somebody' WHERE n = 5`);
		} finally {
			await store.close();
		}
		await youkan.restartServer();
		const checked = await verify();
		expect([checked.code, checked.output]).toEqual([
			1,
			expect.stringContaining('row 5 was changed or is missing')
		]);
	});
});

describe('guessing', () => {
	it('is let in ten times a second at the most, and a known browser still gets in', async () => {
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
