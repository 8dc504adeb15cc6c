import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BYTES = 32;
const shape = /^[A-Za-z0-9_-]{43,}$/;

/**
 * The token of the wall's address, out of `wall-token` in the data directory; made there at the first
 * call, readable by its owner only. Throws when the file holds anything else.
 */
export function wallToken(dataDir: string): string {
	const file = join(dataDir, 'wall-token');
	try {
		writeFileSync(file, `${randomBytes(BYTES).toString('base64url')}\n`, {
			flag: 'wx',
			mode: 0o600
		});
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
	}
	const token = readFileSync(file, 'utf8').trim();
	if (!shape.test(token))
		throw new Error(`${file} holds no wall token: remove it, and a new one is made`);
	return token;
}
