/** The accounts, as they are stored. */
import type { AccountRole } from '#domain/role.ts';
import type { Sql } from './store.ts';

export interface Account {
	readonly name: string;
	readonly role: AccountRole;
	/** The widest first. */
	readonly scopes: readonly string[];
	readonly teams: readonly string[];
	readonly disabled: boolean;
	/** Nothing but changing the password is possible. */
	readonly mustChange: boolean;
	readonly hasSecondFactor: boolean;
	/** The latest call of any of its browsers, epoch ms; null while nobody is signed in. */
	readonly lastSeen: number | null;
}

/** What an account is made of, and what can be changed of it. */
export interface AccountChange {
	readonly role?: AccountRole | undefined;
	readonly scopes?: readonly string[] | undefined;
	readonly teams?: readonly string[] | undefined;
	readonly disabled?: boolean | undefined;
	readonly passwordHash?: string | undefined;
	readonly mustChange?: boolean | undefined;
}

/** What signing in looks at. */
export interface Secrets {
	readonly passwordHash: string;
	readonly disabled: boolean;
	readonly role: AccountRole;
	/** Encrypted; null without a second factor. */
	readonly totp: string | null;
	readonly totpStep: number;
}

const COLUMNS = `a.name, a.role, a.scopes, a.teams, a.disabled, a.must_change AS "mustChange",
	a.totp IS NOT NULL AS "hasSecondFactor",
	(SELECT (extract(epoch FROM max(s.last_seen)) * 1000)::bigint::text FROM session s WHERE s.account = a.name) AS seen`;

type Row = Omit<Account, 'lastSeen'> & { readonly seen: string | null };

const accountOf = ({ seen, ...row }: Row): Account => ({
	...row,
	lastSeen: seen === null ? null : Number(seen)
});

export async function accountNamed(sql: Sql, name: string): Promise<Account | undefined> {
	const { rows } = await sql.query<Row>(`SELECT ${COLUMNS} FROM account a WHERE a.name = $1`, [
		name
	]);
	return rows.map(accountOf)[0];
}

/** All of them, by name. */
export async function allAccounts(sql: Sql): Promise<Account[]> {
	const { rows } = await sql.query<Row>(`SELECT ${COLUMNS} FROM account a ORDER BY a.name`);
	return rows.map(accountOf);
}

export async function secretsOf(sql: Sql, name: string): Promise<Secrets | undefined> {
	const { rows } = await sql.query<Omit<Secrets, 'totpStep'> & { readonly step: string }>(
		`SELECT password_hash AS "passwordHash", disabled, role, totp, totp_step::text AS step
		FROM account WHERE name = $1`,
		[name]
	);
	return rows.map(({ step, ...row }) => ({ ...row, totpStep: Number(step) }))[0];
}

/** False, and nothing done, when there is one of that name. */
export async function createAccount(
	sql: Sql,
	name: string,
	account: Required<
		Pick<AccountChange, 'role' | 'scopes' | 'teams' | 'passwordHash' | 'mustChange'>
	>
): Promise<boolean> {
	const { rows } = await sql.query(
		`INSERT INTO account (name, role, scopes, teams, password_hash, must_change)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING name`,
		[name, account.role, account.scopes, account.teams, account.passwordHash, account.mustChange]
	);
	return rows.length > 0;
}

/** Changes what is given, and leaves the rest. */
export async function changeAccount(sql: Sql, name: string, change: AccountChange): Promise<void> {
	await sql.query(
		`UPDATE account SET role = coalesce($2, role), scopes = coalesce($3::text[], scopes),
			teams = coalesce($4::text[], teams), disabled = coalesce($5::boolean, disabled),
			password_hash = coalesce($6, password_hash), must_change = coalesce($7::boolean, must_change)
		WHERE name = $1`,
		[
			...[name, change.role ?? null, change.scopes ?? null, change.teams ?? null],
			...[change.disabled ?? null, change.passwordHash ?? null, change.mustChange ?? null]
		]
	);
}

export async function deleteAccount(sql: Sql, name: string): Promise<void> {
	await sql.query('DELETE FROM account WHERE name = $1', [name]);
}

/** Sets the encrypted secret of the second factor; null takes it away. */
export async function setSecondFactor(sql: Sql, name: string, totp: string | null): Promise<void> {
	await sql.query(
		'UPDATE account SET totp = $2, totp_step = 0, totp_pending = NULL WHERE name = $1',
		[name, totp]
	);
}

/** Notes that the code of a time step was used; false when it was before, by whoever was faster. */
export async function useTotpStep(sql: Sql, name: string, step: number): Promise<boolean> {
	const { rows } = await sql.query(
		'UPDATE account SET totp_step = $2 WHERE name = $1 AND totp_step < $2 RETURNING name',
		[name, step]
	);
	return rows.length > 0;
}

/**
 * Whether there is an admin who can sign in, apart from the account `but`. Two who ask at once wait for each other,
 * until the transaction of the first has ended.
 */
export async function hasOtherAdmin(sql: Sql, but: string): Promise<boolean> {
	const { rows } = await sql.query<{ readonly name: string }>(
		`SELECT name FROM account WHERE role = 'admin' AND NOT disabled ORDER BY name FOR UPDATE`
	);
	return rows.some(({ name }) => name !== but);
}

/** Keeps an encrypted secret until its owner has proved that he has it. */
export async function offerSecondFactor(sql: Sql, name: string, totp: string): Promise<void> {
	await sql.query('UPDATE account SET totp_pending = $2 WHERE name = $1', [name, totp]);
}

/** The secret that was offered last; null when there is none. */
export async function offeredSecondFactor(sql: Sql, name: string): Promise<string | null> {
	const { rows } = await sql.query<{ readonly offered: string | null }>(
		'SELECT totp_pending AS offered FROM account WHERE name = $1',
		[name]
	);
	return rows[0]?.offered ?? null;
}
