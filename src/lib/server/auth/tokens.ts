import { createHash, timingSafeEqual } from 'node:crypto';
import { DAY_MS } from '#domain/time.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import type { Caller } from './caller.ts';

/** How long a wall token is valid after its last use. */
const WALL_DAYS = 400;
export interface Tokens {
	/** The caller that a bearer token stands for, or null. Rejects when the store is away. */
	callerOf(token: string): Promise<Caller | null>;
	/** Makes `token` a valid wall token of the whole nation, if it is not known yet. */
	registerWall(token: string): Promise<void>;
}

interface Row {
	readonly id: string;
	readonly kind: 'api' | 'wall';
	readonly name: string;
	readonly scope: string;
	readonly expires: string;
}

/**
 * Knows the bearer tokens: `apiToken` of the environment, and those of the store. Only SHA-256 sums are
 * kept and compared. The use of a wall token prolongs it, written down once a day.
 */
export function createTokens(store: Store, clock: Clock, apiToken: string | undefined): Tokens {
	const bootstrap = apiToken === undefined ? undefined : sha256(apiToken);

	async function prolong(row: Row, now: number): Promise<void> {
		if (Number(row.expires) - now > (WALL_DAYS - 1) * DAY_MS) return;
		await store.query('UPDATE token SET expires_at = $2 WHERE id = $1', [
			row.id,
			new Date(now + WALL_DAYS * DAY_MS).toISOString()
		]);
	}

	return {
		async callerOf(token) {
			const digest = sha256(token);
			if (bootstrap && timingSafeEqual(digest, bootstrap))
				return { name: 'api', role: 'operator', scope: 'cn' };
			const now = clock.now();
			const { rows } = await store.query<Row>(
				`SELECT id, kind, name, scope, (extract(epoch FROM expires_at) * 1000)::text AS expires
				 FROM token WHERE sha256 = $1 AND revoked_at IS NULL AND expires_at > $2`,
				[digest.toString('hex'), new Date(now).toISOString()]
			);
			const row = rows[0];
			if (!row) return null;
			if (row.kind === 'wall') await prolong(row, now);
			return {
				name: `token:${row.name}`,
				role: row.kind === 'wall' ? 'wall' : 'operator',
				scope: row.scope
			};
		},
		async registerWall(token) {
			const digest = sha256(token).toString('hex');
			await store.query(
				`INSERT INTO token (id, kind, name, sha256, scope, expires_at)
				 VALUES ($1, 'wall', $2, $3, 'cn', $4) ON CONFLICT (sha256) DO NOTHING`,
				[
					`wall-${digest.slice(0, 12)}`,
					'wall',
					digest,
					new Date(clock.now() + WALL_DAYS * DAY_MS).toISOString()
				]
			);
		}
	};
}

/** The token of an `Authorization: Bearer …` header, or null. */
export function bearerOf(header: string | null | undefined): string | null {
	return /^bearer +(\S+) *$/i.exec(header ?? '')?.[1] ?? null;
}

function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
