import { join } from 'node:path';
import { openPglite } from './pglite.ts';
import { openPostgresql } from './postgresql.ts';
import type { Store } from './store.ts';

/** PostgreSQL where a URL is given, else PGlite in the data directory. */
export async function openStore(
	where: { readonly databaseUrl: string | undefined; readonly dataDir: string },
	failed: (error: Error) => void
): Promise<Store> {
	return where.databaseUrl === undefined
		? openPglite(join(where.dataDir, 'postgres'))
		: openPostgresql(where.databaseUrl, failed);
}
