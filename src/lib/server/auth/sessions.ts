/** The only file that knows Lucia: sign-ins of browsers. */
import { createHash } from 'node:crypto';
import {
	Lucia,
	TimeSpan,
	generateIdFromEntropySize,
	type Adapter,
	type DatabaseSession
} from 'lucia';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#domain/time.ts';
import type { Clock } from '../clock.ts';
import type { Sql } from '../store/store.ts';

declare module 'lucia' {
	interface Register {
		Lucia: Lucia<SessionFacts>;
		DatabaseUserAttributes: Readonly<Record<string, never>>;
		DatabaseSessionAttributes: SessionFacts;
	}
}

interface SessionFacts {
	readonly createdAt: number;
	readonly lastSeen: number;
	readonly agent: string;
}

/** Signed out after so long without a call, and after so long in any case. */
const IDLE_MS = 12 * HOUR_MS;
const ABSOLUTE_MS = 7 * DAY_MS;
/** `last_seen` is written at most so often. */
const SEEN_MS = MINUTE_MS;

/** A signed-in browser, for its owner's list. Times in epoch ms. */
interface SignedIn {
	/** The stored hash: it ends the session and opens nothing. */
	readonly id: string;
	readonly createdAt: number;
	readonly lastSeen: number;
	readonly agent: string;
}

export interface Sessions {
	/** Signs an account in: the cookie to set. */
	begin(account: string, agent: string): Promise<string>;
	/** The account that a `cookie` header is signed in as, with the id of its session; null for none. */
	accountOf(cookie: string | null | undefined): Promise<{ account: string; id: string } | null>;
	/** The accounts of those sessions that still stand, by their ids. */
	standing(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
	list(account: string): Promise<SignedIn[]>;
	/** Ends one session of an account, or all but one, or all. */
	end(
		account: string,
		which: { readonly id: string } | { readonly allBut: string | null }
	): Promise<void>;
	/** The cookie that takes the browser's away. */
	readonly blank: string;
}

interface Row {
	readonly account: string;
	readonly created: string;
	readonly expires: string;
	readonly seen: string;
	readonly agent: string;
}

const ms = (column: string, as: string) =>
	`(extract(epoch FROM s.${column}) * 1000)::bigint::text AS ${as}`;
const COLUMNS = `s.account, s.agent, ${ms('created_at', 'created')}, ${ms('expires_at', 'expires')},
	${ms('last_seen', 'seen')}`;

/** The name of the cookie. */
const SESSION_COOKIE = 'youkan_session';

export function createSessions(sql: Sql, clock: Clock): Sessions {
	const iso = (at: number) => new Date(at).toISOString();

	/** Lucia's tokens are looked up by their hash: who reads the table can use none of them. */
	const adapter: Adapter = {
		async getSessionAndUser(token) {
			const { rows } = await sql.query<Row>(
				`SELECT ${COLUMNS} FROM session s JOIN account a ON a.name = s.account AND NOT a.disabled WHERE s.id = $1`,
				[sha256(token)]
			);
			const [row] = rows;
			return row ? [toSession(token, row), { id: row.account, attributes: {} }] : [null, null];
		},
		async getUserSessions(account) {
			const { rows } = await sql.query<Row & { readonly id: string }>(
				`SELECT s.id, ${COLUMNS} FROM session s WHERE s.account = $1 ORDER BY s.created_at DESC`,
				[account]
			);
			return rows.map((row) => toSession(row.id, row));
		},
		async setSession({ id, userId, expiresAt, attributes }) {
			await sql.query(
				`INSERT INTO session (id, account, created_at, expires_at, last_seen, agent) VALUES ($1, $2, $3, $4, $3, $5)`,
				[sha256(id), userId, iso(attributes.createdAt), expiresAt.toISOString(), attributes.agent]
			);
		},
		async updateSessionExpiration(token, expiresAt) {
			await sql.query(
				`UPDATE session SET expires_at = least($2::timestamptz, created_at + interval '7 days') WHERE id = $1`,
				[sha256(token), expiresAt.toISOString()]
			);
		},
		async deleteSession(token) {
			await sql.query('DELETE FROM session WHERE id = $1', [sha256(token)]);
		},
		async deleteUserSessions(account) {
			await sql.query('DELETE FROM session WHERE account = $1', [account]);
		},
		async deleteExpiredSessions() {
			await sql.query('DELETE FROM session WHERE expires_at <= $1', [iso(clock.now())]);
		}
	};
	const lucia = new Lucia(adapter, {
		sessionExpiresIn: new TimeSpan(24, 'h'),
		sessionCookie: {
			name: SESSION_COOKIE,
			expires: false,
			attributes: { secure: true, sameSite: 'lax' }
		},
		getSessionAttributes: (facts) => facts
	});

	const isOver = ({ createdAt, lastSeen }: SessionFacts, now: number) =>
		now - lastSeen >= IDLE_MS || now - createdAt >= ABSOLUTE_MS;

	return {
		async begin(account, agent) {
			const now = clock.now();
			const facts = { createdAt: now, lastSeen: now, agent: agent.slice(0, 200) };
			await adapter.deleteExpiredSessions();
			const { id } = await lucia.createSession(account, facts, {
				sessionId: generateIdFromEntropySize(25)
			});
			return lucia.createSessionCookie(id).serialize();
		},
		async accountOf(cookie) {
			const token = lucia.readSessionCookie(cookie ?? '');
			if (token === null || token === '') return null;
			const { session } = await lucia.validateSession(token);
			if (!session) return null;
			const now = clock.now();
			const id = sha256(token);
			if (isOver(session, now)) {
				await adapter.deleteSession(token);
				return null;
			}
			if (now - session.lastSeen >= SEEN_MS)
				await sql.query('UPDATE session SET last_seen = $2 WHERE id = $1', [id, iso(now)]);
			return { account: session.userId, id };
		},
		async standing(ids) {
			const { rows } = await sql.query<{ id: string; account: string }>(
				`SELECT s.id, s.account FROM session s JOIN account a ON a.name = s.account AND NOT a.disabled
				WHERE s.id = ANY($1::text[]) AND s.expires_at > $2 AND s.created_at > $3 AND s.last_seen > $4`,
				[ids, ...[0, ABSOLUTE_MS, IDLE_MS].map((ms) => iso(clock.now() - ms))]
			);
			return new Map(rows.map(({ id, account }) => [id, account]));
		},
		async list(account) {
			const now = clock.now();
			const all = await lucia.getUserSessions(account);
			return all
				.filter((session) => !isOver(session, now))
				.map(({ id, createdAt, lastSeen, agent }) => ({ id, createdAt, lastSeen, agent }));
		},
		async end(account, which) {
			const [condition, id] =
				'id' in which ? ['id = $2', which.id] : ['id IS DISTINCT FROM $2', which.allBut];
			await sql.query(`DELETE FROM session WHERE account = $1 AND ${condition}`, [account, id]);
		},
		blank: lucia.createBlankSessionCookie().serialize()
	};
}

function toSession(id: string, row: Row): DatabaseSession {
	return {
		...{ id, userId: row.account, expiresAt: new Date(Number(row.expires)) },
		attributes: {
			...{ createdAt: Number(row.created), lastSeen: Number(row.seen), agent: row.agent }
		}
	};
}

function sha256(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}
