/** What people did: append-only, and chained by hashes, so that no row can be changed, taken out or put between. */
import { createHash } from 'node:crypto';
import type { Sql, Store } from './store.ts';

/** An act, as it is written down. */
export interface Act {
	readonly actor: string;
	/** What was done, `object.verb`: `session.begin`, `user.create`, … */
	readonly act: string;
	/** To whom or what; empty where the act names nothing. */
	readonly object: string;
	/** Whatever else is worth knowing: never a password, a token or a code. */
	readonly detail?: Readonly<Record<string, unknown>>;
}

export interface AuditRow extends Required<Act> {
	readonly n: number;
	/** Epoch ms. */
	readonly at: number;
	readonly hash: string;
}

/** The hash before the first row. */
const GENESIS = '0'.repeat(64);

/** Only one transaction at a time may append: the number of the lock is ours alone. */
const LOCK = 5_401;

interface Stored {
	readonly n: string;
	readonly at: string;
	readonly actor: string;
	readonly act: string;
	readonly object: string;
	readonly detail: Readonly<Record<string, unknown>>;
	readonly hash: string;
}

const COLUMNS = `n::text, (extract(epoch FROM at) * 1000)::bigint::text AS at, actor, act, object, detail, hash`;

/** Appends an act within the transaction that does it, so that neither is there without the other. `at` in epoch ms. */
export async function appendAct(sql: Sql, { detail = {}, ...act }: Act, at: number): Promise<void> {
	await sql.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
	const { rows } = await sql.query<Stored>(
		`SELECT ${COLUMNS} FROM audit ORDER BY audit.n DESC LIMIT 1`
	);
	const last = rows[0];
	const row = { n: Number(last?.n ?? 0) + 1, at, ...act, detail };
	await sql.query(
		`INSERT INTO audit (n, at, actor, act, object, detail, hash) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7)`,
		[
			...[
				row.n,
				new Date(at).toISOString(),
				row.actor,
				row.act,
				row.object,
				JSON.stringify(detail)
			],
			hashOf(last?.hash ?? GENESIS, row)
		]
	);
}

/** Writes an act down that changes nothing else. */
export async function noteAct(store: Store, act: Act, at: number): Promise<void> {
	await store.transaction((sql) => appendAct(sql, act, at));
}

/** Which rows of the audit are asked for: the newest first, before row `before`. */
export interface AuditAsk {
	readonly actor?: string | undefined;
	/** The beginning of the act. */
	readonly act?: string | undefined;
	readonly object?: string | undefined;
	/** Epoch ms, [from, to). */
	readonly from?: number | undefined;
	readonly to?: number | undefined;
	readonly before?: number | undefined;
	readonly limit: number;
}

export async function auditRows(
	sql: Sql,
	ask: AuditAsk
): Promise<{ readonly rows: AuditRow[]; readonly total: number }> {
	const { actor = null, act = null, object = null, from, to, before = null, limit } = ask;
	const chosen = `($1::text IS NULL OR actor = $1) AND ($2::text IS NULL OR starts_with(act, $2))
		AND ($3::text IS NULL OR object = $3) AND ($4::timestamptz IS NULL OR at >= $4)
		AND ($5::timestamptz IS NULL OR at < $5)`;
	const iso = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
	const given = [actor, act, object, iso(from), iso(to)];
	const [{ rows }, counted] = await Promise.all([
		sql.query<Stored>(
			`SELECT ${COLUMNS} FROM audit WHERE ${chosen} AND ($6::bigint IS NULL OR n < $6) ORDER BY audit.n DESC LIMIT $7`,
			[...given, before, limit]
		),
		sql.query<{ n: string }>(`SELECT count(*)::text AS n FROM audit WHERE ${chosen}`, given)
	]);
	return { rows: rows.map(rowOf), total: Number(counted.rows[0]?.n ?? 0) };
}

/** What the check of the whole chain found: how many rows there are, and the first that does not fit. */
export interface AuditCheck {
	readonly rows: number;
	/** The number that is wrong or missing; null when all is well. */
	readonly broken: number | null;
	/** Of the last row: kept elsewhere, it proves later that none was cut off at the end. */
	readonly head: string;
}

const AT_ONCE = 5_000;

/** Reads the whole audit and checks that each row follows from the one before. */
export async function verifyAudit(sql: Sql): Promise<AuditCheck> {
	let [n, hash] = [0, GENESIS];
	for (;;) {
		const { rows } = await sql.query<Stored>(
			`SELECT ${COLUMNS} FROM audit WHERE n > $1 ORDER BY audit.n LIMIT $2`,
			[n, AT_ONCE]
		);
		for (const row of rows.map(rowOf)) {
			if (row.n !== n + 1 || row.hash !== hashOf(hash, row))
				return { rows: n, broken: n + 1, head: hash };
			[n, hash] = [row.n, row.hash];
		}
		if (rows.length < AT_ONCE) return { rows: n, broken: null, head: hash };
	}
}

function rowOf({ n, at, ...row }: Stored): AuditRow {
	return { ...row, n: Number(n), at: Number(at) };
}

function hashOf(before: string, row: Omit<AuditRow, 'hash'>): string {
	const { n, at, actor, act, object, detail } = row;
	const text = JSON.stringify([before, n, at, actor, act, object, sorted(detail)]);
	return createHash('sha256').update(text).digest('hex');
}

/** PostgreSQL keeps the members of jsonb in an order of its own. */
function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	return Object.entries(value)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, inner]) => [key, sorted(inner)]);
}
