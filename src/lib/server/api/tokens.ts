/** Bearer tokens, for admins. */
import { z } from 'zod';
import { accountRoles } from '#domain/role.ts';
import { isScope, scopeForms } from '#domain/scope.ts';
import { DAY_MS, formatInstant, parseInstant } from '#domain/time.ts';
import type { Caller } from '../auth/caller.ts';
import { WALL_DAYS, type Token } from '../auth/tokens.ts';
import { appendAct } from '../store/audit.ts';
import type { Youkan } from '../youkan.ts';
import { ApiFault, badRequest } from './fault.ts';
import { readForm } from './form.ts';

/** Of an API token that names no end (assumed), and at the most. */
const API_DAYS = 90;
const MOST_DAYS = 800;
/** A wall's owner is warned so long before its token ends. */
const WARN_DAYS = 30;

const form = z.object(
	{
		name: z
			.string({ error: 'accepted: a name of 1 to 64 characters' })
			.regex(/^[^\p{C}]{1,64}$/u, 'accepted: a name of 1 to 64 characters'),
		kind: z.enum(['api', 'wall'], { error: 'accepted: api, wall' }),
		role: z
			.enum([...accountRoles, 'wall'], { error: `accepted: ${accountRoles.join(', ')}` })
			.optional(),
		scope: z
			.string({ error: `accepted: ${scopeForms}` })
			.refine(isScope, { error: `accepted: ${scopeForms}` }),
		expiresAt: z.string({ error: 'accepted: an RFC 3339 time' }).nullish()
	},
	{ error: 'accepted: an object' }
);

/** Makes a token: the answer is the only one that has it. */
export async function createToken({ store, access, clock }: Youkan, caller: Caller, body: unknown) {
	const { name, kind, role, scope, expiresAt } = readForm(form, body);
	if (kind === 'wall' && role !== undefined && role !== 'wall')
		throw badRequest('role', role, 'none: a wall has the rights of a wall');
	if (kind === 'api' && (role === undefined || role === 'wall'))
		throw badRequest('role', role ?? '', accountRoles.join(', '));
	const now = clock.now();
	const token = {
		...{ kind, name, scope, role: kind === 'wall' ? ('wall' as const) : (role ?? 'viewer') },
		expiresAt: endOf(expiresAt ?? undefined, now, kind === 'wall' ? WALL_DAYS : API_DAYS)
	};
	const made = await store.transaction(async (sql) => {
		const created = await access.tokens.create(sql, token);
		const detail = { ...token, expiresAt: formatInstant(token.expiresAt) };
		await appendAct(
			sql,
			{ actor: caller.name, act: 'token.create', object: created.id, detail },
			now
		);
		return created;
	});
	return { ...made, expiresAt: formatInstant(token.expiresAt) };
}

function endOf(given: string | undefined, now: number, days: number): number {
	if (given === undefined) return now + days * DAY_MS;
	const end = parseInstant(given);
	if (end === undefined || end <= now || end > now + MOST_DAYS * DAY_MS)
		throw badRequest('expiresAt', given, `an RFC 3339 time within the next ${MOST_DAYS} days`);
	return end;
}

/** Ends a token; 404 where there is none of that id that stands. */
export async function revokeToken({ store, access, clock }: Youkan, caller: Caller, id: string) {
	await store.transaction(async (sql) => {
		if (!(await access.tokens.revoke(sql, id)))
			throw new ApiFault(404, 'not_found', 'no such token');
		await appendAct(sql, { actor: caller.name, act: 'token.revoke', object: id }, clock.now());
	});
}

export async function listTokens({ access, clock }: Youkan) {
	const now = clock.now();
	const items = (await access.tokens.list()).map((token) => tokenAnswer(token, now));
	return { items, next: null, total: items.length, asOf: formatInstant(now) };
}

function tokenAnswer(
	{ createdAt, expiresAt, lastUsedAt, revokedAt, ...token }: Token,
	now: number
) {
	const timeOf = (at: number | null) => (at === null ? null : formatInstant(at));
	const stands = revokedAt === null && expiresAt > now;
	return {
		...{ ...token, createdAt: timeOf(createdAt), expiresAt: timeOf(expiresAt) },
		...{ lastUsedAt: timeOf(lastUsedAt), revokedAt: timeOf(revokedAt) },
		state: revokedAt !== null ? 'revoked' : stands ? 'valid' : 'expired',
		endsSoon: stands && expiresAt - now < WARN_DAYS * DAY_MS
	};
}
