import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPglite } from '#server/store/pglite.ts';

const VARIABLE = 'YOUKAN_TEST_EMPTY_POSTGRES';

/**
 * Vitest's global setup: makes one empty PGlite directory, which takes five seconds, for all tests to copy
 * and migrate. That the directory is made from nothing, too, is seen by the tests of `npm start` and of
 * `npm run migrate`.
 */
export default async function setup(): Promise<() => Promise<void>> {
	const directory = await mkdtemp(join(tmpdir(), 'youkan-postgres-'));
	const store = await openPglite(join(directory, 'postgres'));
	await store.query('SELECT 1');
	await store.close();
	process.env[VARIABLE] = join(directory, 'postgres');
	return () => rm(directory, { recursive: true, force: true });
}

/** Puts an empty database into `dataDir`, where there is one to copy; else its first opening makes it. */
export async function placeEmptyPostgres(dataDir: string): Promise<void> {
	const source = process.env[VARIABLE];
	if (source !== undefined) await cp(source, join(dataDir, 'postgres'), { recursive: true });
}
