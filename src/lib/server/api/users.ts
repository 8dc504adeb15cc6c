/** Accounts, for admins. */
import { z } from 'zod';
import { accountRoles } from '#domain/role.ts';
import { isScope, scopeForms } from '#domain/scope.ts';
import { formatInstant } from '#domain/time.ts';
import { mayAdminister, orderScopes, type Caller } from '../auth/caller.ts';
import { hashPassword, passwordFault } from '../auth/password.ts';
import {
	accountNamed,
	allAccounts,
	changeAccount,
	createAccount,
	deleteAccount,
	hasOtherAdmin,
	type Account
} from '../store/accounts.ts';
import { appendAct } from '../store/audit.ts';
import type { Sql } from '../store/store.ts';
import type { Youkan } from '../youkan.ts';
import { ApiFault } from './fault.ts';
import { readForm } from './form.ts';

const NAME = 'accepted: 1 to 64 letters, digits and . _ -, a letter or digit first';
const role = z.enum(accountRoles, { error: `accepted: ${accountRoles.join(', ')}` });
const scopes = z
	.array(z.string().refine(isScope, { error: `accepted: ${scopeForms}` }), {
		error: `accepted: a list of ${scopeForms}`
	})
	.min(1, { error: 'accepted: one scope or more' })
	.max(64, { error: 'accepted: 64 scopes at the most' });
const teams = z
	.array(z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, 'accepted: codes of teams'), {
		error: 'accepted: a list of codes of teams'
	})
	.max(64);
const password = z
	.string({ error: 'accepted: a password' })
	.max(1024, { error: 'accepted: 1024 characters at the most' });
const flag = z.boolean({ error: 'accepted: true or false' });

const creation = z.object(
	{
		user: z
			.string({ error: NAME })
			.regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u, NAME)
			.refine((name) => name !== 'api' && name !== 'system', { error: 'accepted: another name' }),
		role,
		scopes,
		teams: teams.default([]),
		password,
		mustChange: flag.default(false)
	},
	{ error: 'accepted: an object' }
);

const change = z.object(
	{
		...{ role: role.optional(), scopes: scopes.optional(), teams: teams.optional() },
		...{ password: password.optional(), disabled: flag.optional() },
		mustChange: flag.optional()
	},
	{ error: 'accepted: an object' }
);

export function letAdminister(caller: Caller): void {
	if (!mayAdminister(caller)) throw new ApiFault(403, 'forbidden', 'this is for admins');
}

export function userAnswer({ name, lastSeen, ...account }: Account) {
	return {
		...{ user: name, ...account, scopes: orderScopes(account.scopes) },
		lastSeen: lastSeen === null ? null : formatInstant(lastSeen)
	};
}

export async function listUsers({ store, clock }: Youkan) {
	const items = (await allAccounts(store)).map(userAnswer);
	return { items, next: null, total: items.length, asOf: formatInstant(clock.now()) };
}

/** 404 where there is none of that name. */
export async function userNamed({ store }: Youkan, name: string): Promise<Account> {
	const account = await accountNamed(store, name);
	if (!account) throw new ApiFault(404, 'not_found', 'no such user');
	return account;
}

/** Makes an account; 409 where there is one of that name. */
export async function createUser(youkan: Youkan, caller: Caller, body: unknown) {
	const { user, password: given, ...rest } = readForm(creation, body);
	checkPassword(given, user);
	const passwordHash = await hashPassword(given);
	await youkan.store.transaction(async (sql) => {
		if (!(await createAccount(sql, user, { ...rest, passwordHash })))
			throw new ApiFault(409, 'exists', `user: there is one of the name ${user}`, 'user');
		const detail = { role: rest.role, scopes: rest.scopes, teams: rest.teams };
		await appendAct(
			sql,
			{ actor: caller.name, act: 'user.create', object: user, detail },
			youkan.clock.now()
		);
	});
	return userAnswer(await userNamed(youkan, user));
}

/** Changes what is given. Whose rights or password changed is signed out everywhere. */
export async function changeUser(youkan: Youkan, caller: Caller, name: string, body: unknown) {
	const { store, clock, access } = youkan;
	const { password: given, ...rest } = readForm(change, body);
	if (given !== undefined) checkPassword(given, name);
	const before = await userNamed(youkan, name);
	const passwordHash = given === undefined ? undefined : await hashPassword(given);
	await store.transaction(async (sql) => {
		const staysAdmin = (rest.role ?? before.role) === 'admin' && rest.disabled !== true;
		if (before.role === 'admin' && !before.disabled && !staysAdmin) await keepAnAdmin(sql, name);
		await changeAccount(sql, name, { ...rest, passwordHash });
		const detail = { ...rest, ...(given !== undefined && { password: 'changed' }) };
		await appendAct(
			sql,
			{ actor: caller.name, act: 'user.change', object: name, detail },
			clock.now()
		);
	});
	const isOther = given !== undefined || rest.role !== undefined || rest.scopes !== undefined;
	if (isOther || rest.disabled === true) await access.sessions.end(name, { allBut: null });
	return userAnswer(await userNamed(youkan, name));
}

export async function removeUser(youkan: Youkan, caller: Caller, name: string): Promise<void> {
	const { role: was, disabled } = await userNamed(youkan, name);
	await youkan.store.transaction(async (sql) => {
		if (was === 'admin' && !disabled) await keepAnAdmin(sql, name);
		await deleteAccount(sql, name);
		await appendAct(
			sql,
			{ actor: caller.name, act: 'user.delete', object: name },
			youkan.clock.now()
		);
	});
}

async function keepAnAdmin(sql: Sql, but: string): Promise<void> {
	if (!(await hasOtherAdmin(sql, but)))
		throw new ApiFault(409, 'last_admin', 'this is the last admin who can sign in');
}

/** 400 with what is wrong with a password. */
export function checkPassword(given: string, account: string, field = 'password'): void {
	const fault = passwordFault(given, account);
	if (fault !== undefined) throw new ApiFault(400, 'bad_request', `${field}: ${fault}`, field);
}
