import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Role } from '#domain/role.ts';
import { DAY_MS } from '#domain/time.ts';
import type { Clock } from '../clock.ts';
import type { Sql } from '../store/store.ts';
import type { Caller } from './caller.ts';

/** How long a wall token is valid after its last use. */
export const WALL_DAYS = 400;
/** A use is written down once a minute. */
const USED_MS = 60_000;

/** A token, without what it is known by. Times in epoch ms. */
export interface Token {
	readonly id: string;
	readonly kind: 'api' | 'wall';
	readonly name: string;
	readonly role: Role;
	readonly scope: string;
	readonly createdAt: number;
	readonly expiresAt: number;
	readonly lastUsedAt: number | null;
	readonly revokedAt: number | null;
}

/** Whose a bearer token is. */
interface Bearer {
	readonly caller: Caller;
	/** Null for the token of the environment, which cannot be revoked. */
	readonly id: string | null;
}

type NewToken = Pick<Token, 'kind' | 'name' | 'role' | 'scope' | 'expiresAt'>;

export interface Tokens {
	/** What a bearer token stands for, or null. Rejects when the store is away. */
	bearerOf(token: string): Promise<Bearer | null>;
	/** Makes `token` a valid wall token of the whole nation, if it is not known yet. */
	registerWall(token: string): Promise<void>;
	/** Of these tokens, those that still stand. */
	standing(ids: readonly string[]): Promise<ReadonlySet<string>>;
	/** All of them, the newest first; also those that are revoked or over. */
	list(): Promise<Token[]>;
	/** Ends a token; false when there is none of that id that stands. */
	revoke(sql: Sql, id: string): Promise<boolean>;
	/** A new token: what is shown once, and its id. */
	create(sql: Sql, token: NewToken): Promise<{ readonly id: string; readonly token: string }>;
}

interface Row extends Omit<Token, 'createdAt' | 'expiresAt' | 'lastUsedAt' | 'revokedAt'> {
	readonly created: string;
	readonly expires: string;
	readonly used: string | null;
	readonly revoked: string | null;
}

const ms = (column: string, as: string) =>
	`(extract(epoch FROM ${column}) * 1000)::bigint::text AS ${as}`;
const COLUMNS = `id, kind, name, role, scope, ${ms('created_at', 'created')}, ${ms('expires_at', 'expires')},
	${ms('last_used_at', 'used')}, ${ms('revoked_at', 'revoked')}`;
const STANDS = 'revoked_at IS NULL AND expires_at > ';

/**
 * Knows the bearer tokens: `apiToken` of the environment, and those of the store. Only SHA-256 sums are
 * kept and compared. The use of a wall token prolongs it, written down once a day.
 */
export function createTokens(sql: Sql, clock: Clock, apiToken: string | undefined): Tokens {
	const bootstrap = apiToken === undefined ? undefined : sha256(apiToken);
	const iso = (at: number) => new Date(at).toISOString();

	async function noteUse({ id, kind, used, expires, created }: Row, now: number): Promise<void> {
		// A wall whose token was made with an end of its own keeps that.
		const isOpen = kind === 'wall' && Number(expires) - Number(created) >= WALL_DAYS * DAY_MS;
		const isOld = isOpen && Number(expires) - now <= (WALL_DAYS - 1) * DAY_MS;
		if (!isOld && used !== null && now - Number(used) < USED_MS) return;
		await sql.query(
			'UPDATE token SET last_used_at = $2, expires_at = greatest(expires_at, $3) WHERE id = $1',
			[id, iso(now), iso(isOld ? now + WALL_DAYS * DAY_MS : Number(expires))]
		);
	}

	return {
		async bearerOf(token) {
			const digest = sha256(token);
			if (bootstrap && timingSafeEqual(digest, bootstrap))
				return { id: null, caller: { name: 'api', role: 'operator', scopes: ['cn'] } };
			const now = clock.now();
			const { rows } = await sql.query<Row>(
				`SELECT ${COLUMNS} FROM token WHERE sha256 = $1 AND ${STANDS}$2`,
				[digest.toString('hex'), iso(now)]
			);
			const row = rows[0];
			if (!row) return null;
			await noteUse(row, now);
			const { id, name, role, scope } = row;
			return { id, caller: { name: `token:${name}`, role, scopes: [scope] } };
		},
		async registerWall(token) {
			const digest = sha256(token).toString('hex');
			await sql.query(
				`INSERT INTO token (id, kind, name, role, sha256, scope, created_at, expires_at)
				 VALUES ($1, 'wall', $2, 'wall', $3, 'cn', $4, $5) ON CONFLICT (sha256) DO NOTHING`,
				[
					...[`wall-${digest.slice(0, 12)}`, 'wall', digest, iso(clock.now())],
					iso(clock.now() + WALL_DAYS * DAY_MS)
				]
			);
		},
		async standing(ids) {
			const { rows } = await sql.query<{ id: string }>(
				`SELECT id FROM token WHERE id = ANY($1::text[]) AND ${STANDS}$2`,
				[ids, iso(clock.now())]
			);
			return new Set(rows.map(({ id }) => id));
		},
		async list() {
			const { rows } = await sql.query<Row>(
				`SELECT ${COLUMNS} FROM token ORDER BY created_at DESC, id`
			);
			return rows.map(tokenOf);
		},
		async revoke(within, id) {
			const { rows } = await within.query(
				`UPDATE token SET revoked_at = $2 WHERE id = $1 AND ${STANDS}$2 RETURNING id`,
				[id, iso(clock.now())]
			);
			return rows.length > 0;
		},
		async create(within, { kind, name, role, scope, expiresAt }) {
			const token = randomBytes(32).toString('base64url');
			const digest = sha256(token).toString('hex');
			const id = `${kind}-${digest.slice(0, 12)}`;
			await within.query(
				`INSERT INTO token (id, kind, name, role, sha256, scope, created_at, expires_at)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
				[id, kind, name, role, digest, scope, iso(clock.now()), iso(expiresAt)]
			);
			return { id, token };
		}
	};
}

/** The token of an `Authorization: Bearer …` header, or null. */
export function bearerOf(header: string | null | undefined): string | null {
	return /^bearer +(\S+) *$/i.exec(header ?? '')?.[1] ?? null;
}

function tokenOf({ created, expires, used, revoked, ...row }: Row): Token {
	return {
		...row,
		...{ createdAt: Number(created), expiresAt: Number(expires) },
		lastUsedAt: used === null ? null : Number(used),
		revokedAt: revoked === null ? null : Number(revoked)
	};
}

function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
