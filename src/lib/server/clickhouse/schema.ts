import type { ClickHouse } from './client.ts';

/** The newest migration that this program's queries need. */
const NEEDED = '0005_device_clock';

/** Resolves when ClickHouse answers and its schema is there; rejects with what is missing. */
export async function schemaReady(db: ClickHouse): Promise<void> {
	await db.ping();
	const rows = await db
		.query<{ name: string }>('schema', 'SELECT max(name) AS name FROM schema_migration')
		.catch(() => []);
	const newest = rows[0]?.name ?? '';
	if (newest < NEEDED)
		throw new Error(
			`the database is not migrated (has ${newest || 'nothing'}, needs ${NEEDED}): npm run migrate`
		);
}
