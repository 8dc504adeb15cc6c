import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMigrations } from '#server/migrations/files.ts';
import { migrateStore } from '#server/store/migrate.ts';
import { openPglite } from '#server/store/pglite.ts';
import type { Store } from '#server/store/store.ts';
import { placeEmptyPostgres } from './empty-postgres.ts';
import { projectRoot } from './processes.ts';

/** A PGlite with this program's schema and nothing in it, in a directory of its own that `close` removes. */
export async function openEmptyStore(): Promise<Store> {
	const directory = await mkdtemp(join(tmpdir(), 'youkan-store-'));
	await placeEmptyPostgres(directory);
	const store = await openPglite(join(directory, 'postgres'));
	const files = await readMigrations(join(projectRoot, 'migrations/postgres'));
	await migrateStore(
		store,
		files,
		() => undefined,
		() => Promise.resolve()
	);
	return {
		...store,
		async close() {
			await store.close();
			await rm(directory, { recursive: true, force: true });
		}
	};
}
