import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { createAccount } from '../store/accounts.ts';
import { appendAct } from '../store/audit.ts';
import type { Store } from '../store/store.ts';
import { hashPassword } from './password.ts';

/** The name of the first account. */
const FIRST = 'admin';

/**
 * Makes the account `admin` where there is no account yet: with `password`, or with one that is made here, given
 * back and to be changed at the first sign-in.
 */
export async function firstAccount(
	store: Store,
	clock: Clock,
	password: string | undefined
): Promise<string | undefined> {
	const { rows } = await store.query('SELECT 1 FROM account LIMIT 1');
	if (rows.length > 0) return undefined;
	const generated = randomBytes(12).toString('base64url');
	const account = {
		...{ role: 'admin' as const, scopes: ['cn'], teams: [] },
		...{ passwordHash: await hashPassword(password ?? generated) },
		mustChange: password === undefined
	};
	const isMade = await store.transaction(async (sql) => {
		if (!(await createAccount(sql, FIRST, account))) return false;
		const act = { actor: 'system', act: 'user.create', object: FIRST, detail: { role: 'admin' } };
		await appendAct(sql, act, clock.now());
		return true;
	});
	return isMade && password === undefined ? generated : undefined;
}
