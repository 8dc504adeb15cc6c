/**
 * Who may see and do what: every route and method, for every role, for his own place and for another one. The rows
 * are held against the route files, so that a route without a row fails.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountRoles, type Role } from '#domain/role.ts';
import { formatInstant } from '#domain/time.ts';
import { views, type View } from '#domain/live-protocol.ts';
import { createApiClient, type ApiClient, type Identity } from '../support/api-client.ts';
import { accepted, mailNo, scan } from '../support/events.ts';
import { ask, openLive } from '../support/live.ts';
import { mosquittoPub } from '../support/mqtt-clients.ts';
import { projectRoot } from '../support/processes.ts';
import { eventually } from '../support/wait.ts';
import { startYoukan, type TestYoukan } from '../support/youkan.ts';

const PASSWORD = 'Quiet-harbour-27';
const OWN = '42';
const FOREIGN = '44';
const roles = [...accountRoles, 'wall'] as const satisfies readonly Role[];

let youkan: TestYoukan;
let api: ApiClient;
const who = new Map<Role, Identity>();
const letters = { own: '', foreign: '' };

const item = { own: mailNo(1), foreign: mailNo(2) };
const batch = { own: 'batch-own', foreign: 'batch-foreign' };
const place = { own: '420106', foreign: '440305' };
/** What names the other place's things: in no answer to anybody of ours. */
const marks = [item.foreign, batch.foreign, 'foreign-line', place.foreign];

type Side = 'own' | 'foreign';

/** What a role gets: by default the answer for its own place, and 404 for another. */
interface Row {
	readonly path: (side: Side) => string;
	readonly body?: (side: Side) => unknown;
	/** The roles that get an answer; the others get 403. */
	readonly may: (role: Role) => boolean;
	/** `scoped`: another place is 404 unless the role has the nation; `open`: every place; `none`: there is no place. */
	readonly where: 'scoped' | 'open' | 'none';
	/** Of a good call. */
	readonly status?: number;
	/** Of a call by a role that may not, about his own place and another, when the place is looked at first. */
	readonly isPlaceFirst?: boolean;
}

const everyone = () => true;
const noWall = (role: Role) => role !== 'wall';
const seesItems = (role: Role) => role !== 'wall' && role !== 'auditor';
const handlesLetters = (role: Role) => role === 'operator' || role === 'admin';
const isAdmin = (role: Role) => role === 'admin';
const readsAudit = (role: Role) => role === 'admin' || role === 'auditor';
const hasAccount = noWall;

const scopeOf = (side: Side) => (side === 'own' ? OWN : FOREIGN);
const scoped = (call: string, may: (role: Role) => boolean = everyone): Row => ({
	...{ path: (side) => `/api/v1/${call}${call.includes('?') ? '&' : '?'}scope=${scopeOf(side)}` },
	...{ may, where: 'scoped', isPlaceFirst: true }
});
const plain = (call: string, may: (role: Role) => boolean, status = 200, body?: unknown): Row => ({
	...{ path: () => `/api/v1/${call}`, may, where: 'none', status },
	...(body !== undefined && { body: () => body })
});

const rules = {
	rules: [],
	otherwise: { id: 'x', match: {}, due: { day: 3, clock: '18:00:00' }, warnMinutes: 60 }
};

const rows: Readonly<Record<string, Row>> = {
	'GET summary': { ...scoped('summary'), where: 'open' },
	'GET throughput': { ...scoped('throughput'), where: 'open' },
	'GET ranking': plain('ranking', everyone),
	'GET openapi.json': plain('openapi.json', everyone),
	'GET lines': scoped('lines'),
	'GET lines/[site]/[device]': {
		path: (side) => `/api/v1/lines/${place[side]}/${side}-line`,
		...{ may: everyone, where: 'scoped', isPlaceFirst: true }
	},
	'GET undelivered': scoped('undelivered', seesItems),
	'GET items': scoped('items?figure=accepted', seesItems),
	'GET changes': scoped(
		`changes?since=${encodeURIComponent(formatInstant(Date.now() - 1000))}`,
		seesItems
	),
	'GET batches/[batch]': {
		path: (side) => `/api/v1/batches/${batch[side]}?scope=${scopeOf(side)}`,
		...{ may: seesItems, where: 'scoped', isPlaceFirst: true }
	},
	'GET items/[mailNo]': {
		path: (side) => `/api/v1/items/${item[side]}`,
		...{ may: seesItems, where: 'scoped', isPlaceFirst: true }
	},
	'POST items/[mailNo]/unmask': {
		path: (side) => `/api/v1/items/${item[side]}/unmask`,
		body: () => ({ reason: 'a call of the addressee' }),
		may: (role) => seesItems(role) && role !== 'viewer',
		...{ where: 'scoped', isPlaceFirst: true }
	},
	'GET ledger': scoped('ledger', seesItems),
	'GET devices': scoped('devices', seesItems),
	'GET dead-letters': scoped('dead-letters', handlesLetters),
	'GET dead-letters/counts': scoped('dead-letters/counts', handlesLetters),
	'GET dead-letters/[id]': {
		path: (side) => `/api/v1/dead-letters/${letters[side]}`,
		...{ may: handlesLetters, where: 'scoped' }
	},
	'POST dead-letters/replay': plain('dead-letters/replay', handlesLetters, 200, {
		reason: 'clock'
	}),
	'POST import': plain('import', (role) => role === 'admin', 200, 'site,name,kind\n'),
	'GET rules': plain('rules', noWall),
	'PUT rules': plain('rules', isAdmin, 200, rules),
	'POST rules/preview': plain('rules/preview', isAdmin, 200, rules),
	'GET calendar/[year]': plain('calendar/2026', noWall),
	'PUT calendar/[year]': plain('calendar/2031', isAdmin, 200, { days: [] }),
	'GET users': plain('users', isAdmin),
	'POST users': plain('users', isAdmin, 409, {
		user: 'viewer',
		role: 'viewer',
		scopes: ['cn'],
		password: PASSWORD
	}),
	'GET users/[user]': plain('users/viewer', isAdmin),
	'PATCH users/[user]': plain('users/spare', isAdmin, 200, {}),
	'DELETE users/[user]': plain('users/spare', isAdmin, 204),
	'GET tokens': plain('tokens', isAdmin),
	'POST tokens': plain('tokens', isAdmin, 200, { name: 'w', kind: 'wall', scope: OWN }),
	'DELETE tokens/[id]': plain('tokens/none', isAdmin, 404),
	'GET audit': plain('audit', readsAudit),
	'GET audit/verify': plain('audit/verify', readsAudit),
	'GET me': plain('me', everyone),
	'GET me/status': plain('me/status', everyone),
	'PUT me/password': plain('me/password', hasAccount, 400, {}),
	'GET me/sessions': plain('me/sessions', hasAccount),
	'DELETE me/sessions': plain('me/sessions', hasAccount, 204),
	'DELETE me/sessions/[id]': plain('me/sessions/none', hasAccount, 404),
	'POST me/second-factor': plain('me/second-factor', hasAccount, 400, {}),
	'PUT me/second-factor': plain('me/second-factor', hasAccount, 400, {}),
	'DELETE me/second-factor': plain('me/second-factor', hasAccount, 400, {}),
	// Everybody may try, and ends what is his own: both have tests of their own.
	'POST session': plain('session', everyone, 400, {}),
	'DELETE session': plain('session', hasAccount, 204)
};

/** Every method of every route file. */
function routes(): string[] {
	const root = join(projectRoot, 'src/routes/api/v1');
	return readdirSync(root, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('+server.ts'))
		.flatMap((file) => {
			const source = readFileSync(join(root, file), 'utf8');
			const path = file.replace(/\/?\+server\.ts$/, '');
			return [...source.matchAll(/export const (GET|POST|PUT|PATCH|DELETE)\b/g)].map(
				([, method]) => `${method} ${path}`
			);
		})
		.sort();
}

/** Ends the session that asks, or changes what others ask about: last. */
const last = ['DELETE users/[user]', 'DELETE me/sessions', 'DELETE session'];
const inOrder = Object.keys(rows).sort((a, b) => last.indexOf(a) - last.indexOf(b));

/** The statuses that a call may have. */
function expected(row: Row, role: Role, side: Side): readonly number[] {
	const isOurs = side === 'own' || role === 'admin';
	const isHidden =
		row.where === 'scoped' ? !isOurs : row.where === 'open' && role === 'wall' && !isOurs;
	if (isHidden) return row.may(role) || row.isPlaceFirst === true ? [404] : [403, 404];
	// A wall has no account of its own to speak of.
	if (!row.may(role))
		return row.path('own').startsWith('/api/v1/me') || row === rows['DELETE session']
			? [404]
			: [403];
	return [row.status ?? 200];
}

beforeAll(async () => {
	youkan = await startYoukan({ broker: 'mosquitto', env: { ADMIN_PASSWORD: PASSWORD } });
	api = createApiClient(youkan.url);
	const admin = await api.signIn('admin', PASSWORD);
	const make = (user: string, role: string) =>
		api.call(admin, 'POST', '/api/v1/users', {
			user,
			role,
			scopes: [role === 'admin' ? 'cn' : OWN],
			password: PASSWORD
		});
	for (const role of [...accountRoles, 'spare' as const])
		if (role !== 'admin')
			expect((await make(role, role === 'spare' ? 'viewer' : role)).status).toBe(200);
	who.set('admin', admin);
	for (const role of accountRoles)
		if (role !== 'admin') who.set(role, await api.signIn(role, PASSWORD));
	const wall = await api.call(admin, 'POST', '/api/v1/tokens', {
		name: 'hall',
		kind: 'wall',
		scope: OWN
	});
	who.set('wall', { token: (wall.body as { token: string }).token });

	const now = Date.now();
	for (const [i, side] of (['own', 'foreign'] as const).entries()) {
		const topic = (stream: string) =>
			`youkan/v1/${place[side].slice(0, 2)}/${place[side]}/${side}-line/${stream}`;
		await mosquittoPub(
			youkan.broker.port,
			topic('scan'),
			JSON.stringify([
				accepted('b', 1, now - 5000, { mailNo: item[side], dest: place[side], batch: batch[side] }),
				scan('b', 2, now - 4000, {
					mailNo: item[side],
					event: 'printed',
					batch: batch[side],
					line: `${side}-line`
				}),
				scan('b', 3, now - 3000, { mailNo: 'bad' })
			])
		);
		await mosquittoPub(
			youkan.broker.port,
			topic('line'),
			JSON.stringify({
				boot: 'b',
				seq: 1,
				at: formatInstant(now - 5000),
				state: 'Held',
				total: i,
				plannedSeconds: 1
			})
		);
	}
	await eventually('all is stored', async () => {
		const counts = await youkan.clickhouse.query(`SELECT (SELECT count() FROM youkan.scan_event) = 4
			AND (SELECT count() FROM youkan.dead_letter) = 2 AND (SELECT count() FROM youkan.line_event) = 2`);
		return counts === '1\n';
	});
	for (const side of ['own', 'foreign'] as const)
		letters[side] = (
			await youkan.clickhouse.query(
				`SELECT id FROM youkan.dead_letter WHERE site = '${place[side]}'`
			)
		).trim();
});
afterAll(() => youkan.stop());

it('has a row for every route and method', () => {
	expect(Object.keys(rows).sort()).toEqual(routes());
});

describe.each(inOrder)('%s', (name) => {
	const row = rows[name] as Row;
	const [method = ''] = name.split(' ');
	const isForBoth = row.where !== 'none';

	it('is refused without a credential', async () => {
		if (name === 'POST session') return;
		const answer = await api.call({}, method, row.path('own'), row.body?.('own'));
		expect(answer.status).toBe(401);
		expect(
			(await api.call({ token: 'x'.repeat(40) }, method, row.path('own'), row.body?.('own'))).status
		).toBe(401);
	});

	it.each(roles)('of %s', async (role) => {
		for (const side of isForBoth ? (['own', 'foreign'] as const) : (['own'] as const)) {
			const answer = await api.call(who.get(role) ?? {}, method, row.path(side), row.body?.(side));
			expect([side, answer.status, answer.text.slice(0, 200)]).toEqual([
				...[side, expected(row, role, side).find((status) => status === answer.status)],
				answer.text.slice(0, 200)
			]);
			const isOpenRow = row.where === 'open' || role === 'admin';
			if (!isOpenRow && answer.status < 300)
				for (const mark of marks) expect(answer.text, `${role} ${side}`).not.toContain(mark);
			if (role === 'viewer' || role === 'manager')
				if (!name.endsWith('unmask')) expect(answer.text).not.toContain(item.own);
		}
	});
});

/** The roles that may look at a view. */
const looks: Readonly<Record<View, (role: Role) => boolean>> = {
	wall: everyone,
	ranking: everyone,
	lines: everyone,
	ledger: seesItems
};

describe('the live views', () => {
	let tokens: (readonly [Role, string])[];
	beforeAll(async () => {
		// The tests before have signed the admin out.
		const admin = await api.signIn('admin', PASSWORD);
		tokens = await Promise.all(
			roles.map(async (role) => {
				const made = await api.call(admin, 'POST', '/api/v1/tokens', {
					...{ name: role, kind: role === 'wall' ? 'wall' : 'api' },
					...{ scope: role === 'admin' ? 'cn' : OWN, ...(role !== 'wall' && { role }) }
				});
				return [role, (made.body as { token: string }).token] as const;
			})
		);
	});

	it.each(views)('%s: own place, and another', async (view) => {
		for (const [role, token] of tokens) {
			const socket = openLive(youkan.url, token);
			for (const [scope, isOurs] of [
				[OWN, true],
				[FOREIGN, role === 'admin' || (view === 'ranking' && role !== 'wall')]
			] as const) {
				const answer = (await ask(socket, 'subscribe', { view, scope })) as {
					error?: { code: string };
				};
				expect([role, scope, answer.error?.code]).toEqual([
					role,
					scope,
					isOurs && looks[view](role) ? undefined : 'not_found'
				]);
				if (!isOurs) for (const mark of marks) expect(JSON.stringify(answer)).not.toContain(mark);
			}
			socket.close();
		}
	});
});
