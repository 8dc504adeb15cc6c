import type { Applied, Migration } from '../migrations/files.ts';
import { planMigrations } from '../migrations/files.ts';
import type { Sql, Store } from './store.ts';

/** Any fixed number: two migrations at once wait for each other under it. */
const LOCK = 7_461_001;

/** The history of the store; empty when there is none yet. */
export async function storeHistory(sql: Sql): Promise<readonly Applied[]> {
	const { rows } = await sql.query<{ there: string | null }>(
		`SELECT to_regclass('schema_migration')::text AS there`
	);
	if (!rows[0]?.there) return [];
	return (
		await sql.query<Applied>('SELECT name, sha256, statements FROM schema_migration ORDER BY name')
	).rows;
}

/**
 * Runs `work` while no other process migrates: the lock is held by the store for both stores. Applies the
 * store's own migrations first, each in one transaction with its line of history.
 */
export async function migrateStore(
	store: Store,
	files: readonly Migration[],
	say: (line: string) => void,
	work: () => Promise<void>
): Promise<void> {
	await store.transaction(async (sql) => {
		await sql.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
		await sql.query(`CREATE TABLE IF NOT EXISTS schema_migration (
			name text PRIMARY KEY, sha256 text NOT NULL, statements integer NOT NULL,
			applied_at timestamptz NOT NULL DEFAULT now())`);
		for (const { migration } of planMigrations(files, await storeHistory(sql))) {
			say(`PostgreSQL ${migration.name}`);
			for (const statement of migration.statements) await sql.query(statement);
			await sql.query(
				'INSERT INTO schema_migration (name, sha256, statements) VALUES ($1, $2, $3)',
				[migration.name, migration.sha256, migration.statements.length]
			);
		}
		await work();
	});
}
