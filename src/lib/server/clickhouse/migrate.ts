import type { Applied, Migration } from '../migrations/files.ts';
import { planMigrations } from '../migrations/files.ts';
import { isMissing, type ClickHouse } from './client.ts';

/** The history of a ClickHouse database; empty when there is none yet. */
export async function clickhouseHistory(db: ClickHouse): Promise<Applied[]> {
	try {
		return await db.query<Applied>(
			'migrate',
			`SELECT name, argMax(sha256, done) AS sha256, max(done) AS statements
			 FROM schema_migration GROUP BY name ORDER BY name`
		);
	} catch (error) {
		if (isMissing(error)) return [];
		throw error;
	}
}

/**
 * Applies what is pending, statement by statement. DDL in ClickHouse is not transactional, so progress is
 * written down after each statement, and a statement can run again: every one is written IF NOT EXISTS.
 * `database` is created first, through a connection that needs none.
 */
export async function migrateClickhouse(
	admin: ClickHouse,
	db: ClickHouse,
	database: string,
	files: readonly Migration[],
	say: (line: string) => void
): Promise<void> {
	await admin.command(`CREATE DATABASE IF NOT EXISTS ${database}`);
	await db.command(`CREATE TABLE IF NOT EXISTS schema_migration
		(name String, sha256 String, done UInt16, at DateTime DEFAULT now())
		ENGINE = MergeTree ORDER BY (name, done)`);
	for (const { migration, from } of planMigrations(files, await clickhouseHistory(db))) {
		say(`ClickHouse ${migration.name}`);
		for (const [index, statement] of migration.statements.entries()) {
			if (index < from) continue;
			await db.command(statement);
			await db.command(
				`INSERT INTO schema_migration (name, sha256, done) SELECT {name:String}, {sha256:String}, {done:UInt16}`,
				{ name: migration.name, sha256: migration.sha256, done: index + 1 }
			);
		}
	}
}

/** Tables whose rows end with RETENTION_DAYS, by the column that tells their age. */
const retained: readonly (readonly [table: string, column: string])[] = [
	['scan_event', 'at'],
	['line_event', 'at'],
	['vehicle_event', 'at'],
	['station_event', 'at'],
	['order_event', 'at'],
	['device_status', 'received_at'],
	['device_clock', 'at'],
	['dead_letter_row', 'received_at'],
	['scan_minute', 'minute'],
	['scan_minute_sealed', 'minute'],
	['seq_seen', 'hour'],
	['seq_extra', 'hour'],
	['item_event', 'at'],
	['item_on_day', 'day'],
	['item_slot', 'last_day'],
	['item_day', 'day']
];

/** Sets the age at which rows are deleted; changes a table only when its limit differs. */
export async function applyRetention(db: ClickHouse, days: number): Promise<void> {
	const tables = await db.query<{ name: string; create_table_query: string }>(
		'migrate',
		`SELECT name, create_table_query FROM system.tables WHERE database = currentDatabase()`
	);
	const definition = new Map(tables.map((t) => [t.name, t.create_table_query]));
	for (const [table, column] of retained) {
		if (definition.get(table)?.includes(`toIntervalDay(${days})`)) continue;
		await db.command(
			`ALTER TABLE ${table} MODIFY TTL toDateTime(${column}) + toIntervalDay(${days}) SETTINGS materialize_ttl_after_modify = 0`
		);
	}
}
