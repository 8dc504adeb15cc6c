/** What follows from being signed in: revocation, masked numbers, pages, the audit. */
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, codeOf, startWithAccounts, type WithAccounts } from '../support/accounts.ts';
import { openPglite } from '#server/store/pglite.ts';
import { accepted, mailNo, scan } from '../support/events.ts';
import { openLive } from '../support/live.ts';
import { mosquittoPub } from '../support/mqtt-clients.ts';
import { runProcess } from '../support/processes.ts';
import { eventually } from '../support/wait.ts';

let youkan: WithAccounts['youkan'];
let api: WithAccounts['api'];
let admin: WithAccounts['admin'];
let make: WithAccounts['make'];
beforeAll(async () => {
	({ youkan, api, admin, make } = await startWithAccounts());
});
afterAll(() => youkan.stop());

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

const number = mailNo(77);

describe('a mail number', () => {
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
		await make('manager-44', 'manager', { scopes: ['44'] });
		const other = await api.signIn('manager-44', PASSWORD);
		const refused = await api.call(other, 'GET', `/api/v1/items/${plain?.ref ?? ''}`);
		expect([refused.status, refused.text.includes(number)]).toEqual([404, false]);
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
		await expect(api.signIn('admin', 'not-the-password')).rejects.toThrow('401');
		const { text } = await api.call(admin, 'GET', '/api/v1/audit?limit=1000');
		for (const act of [
			'session.begin',
			'session.refuse',
			'user.create',
			'user.change',
			'token.create',
			'token.revoke',
			'item.unmask'
		])
			expect(text).toContain(`"${act}"`);
		for (const secret of [PASSWORD, 'argon2', number]) expect(text).not.toContain(secret);
		expect((await verify()).code).toBe(0);
	});

	it('cannot be changed by a statement', async () => {
		await youkan.server.stop();
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
