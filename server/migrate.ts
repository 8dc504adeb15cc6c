/** `npm run migrate [-- plan|status]`: brings both stores to this program's schema. Runs alone. */
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { createClickHouse } from '#server/clickhouse/client.ts';
import {
	applyRetention,
	clickhouseHistory,
	migrateClickhouse
} from '#server/clickhouse/migrate.ts';
import { configOrExit } from '#server/env.ts';
import {
	MigrationDrift,
	planMigrations,
	readMigrations,
	type Applied,
	type Migration
} from '#server/migrations/files.ts';
import { DirectoryInUse } from '#server/lock-file.ts';
import { migrateStore, storeHistory } from '#server/store/migrate.ts';
import { openStore } from '#server/store/open.ts';
import { systemClock } from '#server/clock.ts';
import { waitFor } from '#server/wait-for.ts';
import { readMigrateConfig } from './config.ts';

// PGlite runs here for a moment only: to optimise its code, and to wait for that at the end, costs more than it
// brings (2.9 against 1.3 seconds).
for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);

const folder = (store: string) => fileURLToPath(new URL(`../migrations/${store}`, import.meta.url));
const say = (line: string) => void process.stdout.write(`${line}\n`);

const config = configOrExit(readMigrateConfig);
const command = process.argv[2] ?? 'up';
if (!['up', 'plan', 'status'].includes(command)) {
	process.stderr.write(
		`migrate: given ${JSON.stringify(command)}, accepted: nothing, plan or status\n`
	);
	process.exit(2);
}

try {
	await run();
} catch (error) {
	const known = error instanceof MigrationDrift || error instanceof DirectoryInUse;
	process.stderr.write(
		`migrate: ${known || !(error instanceof Error) ? String(error) : error.message}\n`
	);
	process.exitCode = 1;
}

async function run(): Promise<void> {
	const [clickhouseFiles, storeFiles] = await Promise.all([
		readMigrations(folder('clickhouse')),
		readMigrations(folder('postgres'))
	]);
	const admin = createClickHouse({ ...config.clickhouse, database: 'default' });
	const db = createClickHouse(config.clickhouse);
	const store = await openStore(config, (error) => say(`PostgreSQL: ${error.message}`));
	try {
		await waitFor('ClickHouse', () => admin.ping(), systemClock, say);
		await waitFor('PostgreSQL', () => store.query('SELECT 1'), systemClock, say);
		if (command === 'up') {
			await migrateStore(store, storeFiles, say, async () => {
				await migrateClickhouse(admin, db, config.clickhouse.database, clickhouseFiles, say);
				await applyRetention(db, config.retentionDays);
			});
			say('schema is up to date');
		} else {
			report('PostgreSQL', storeFiles, await storeHistory(store));
			report('ClickHouse', clickhouseFiles, await clickhouseHistory(db));
		}
	} finally {
		await Promise.all([store.close(), admin.close(), db.close()]);
	}
}

/** `plan` names what would run, `status` each migration and how far it is. */
function report(name: string, files: readonly Migration[], history: readonly Applied[]): void {
	const pending = new Map(planMigrations(files, history).map((p) => [p.migration.name, p.from]));
	for (const { name: migration, statements } of files) {
		const from = pending.get(migration);
		if (command === 'status')
			say(
				`${name} ${migration}: ${from === undefined ? 'applied' : from === 0 ? 'pending' : `${from} of ${statements.length} statements`}`
			);
		else if (from !== undefined)
			say(`${name} ${migration}: would run statements ${from + 1}-${statements.length}`);
	}
	if (command === 'plan' && pending.size === 0) say(`${name}: nothing to do`);
}
