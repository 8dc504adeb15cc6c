import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { Sql } from '../store/store.ts';

/**
 * Texts under a key of this installation, kept in its PostgreSQL: encrypted and authenticated. `seal` gives the
 * same for the same text, so that it can stand for it in an address; `open` gives undefined for what was not
 * sealed with this key.
 */
export interface Sealed {
	seal(text: string): string;
	open(sealed: string): string | undefined;
}

const NONCE = 12;
const TAG = 16;

/** The key `name`, made at its first use. */
export async function createSealed(sql: Sql, name: string): Promise<Sealed> {
	const made = randomBytes(64).toString('base64');
	await sql.query('INSERT INTO secret (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
		name,
		made
	]);
	const { rows } = await sql.query<{ value: string }>('SELECT value FROM secret WHERE name = $1', [
		name
	]);
	const both = Buffer.from(rows[0]?.value ?? '', 'base64');
	const [key, nonceKey] = [both.subarray(0, 32), both.subarray(32)];

	return {
		seal(text) {
			// A nonce made of the text is used again for the same text only.
			const nonce = createHmac('sha256', nonceKey).update(text).digest().subarray(0, NONCE);
			const cipher = createCipheriv('aes-256-gcm', key, nonce);
			const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
			return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url');
		},
		open(sealed) {
			const bytes = Buffer.from(sealed, 'base64url');
			if (bytes.length <= NONCE + TAG) return undefined;
			try {
				const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE));
				decipher.setAuthTag(bytes.subarray(-TAG));
				return (
					decipher.update(bytes.subarray(NONCE, -TAG), undefined, 'utf8') + decipher.final('utf8')
				);
			} catch {
				return undefined;
			}
		}
	};
}
