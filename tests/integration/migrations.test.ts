/** `npm run migrate` as an operator runs it, on a real ClickHouse and PGlite. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClickHouse } from '#server/clickhouse/client.ts';
import { clickhouseHistory, migrateClickhouse } from '#server/clickhouse/migrate.ts';
import { readMigrations } from '#server/migrations/files.ts';
import { startClickHouse, type TestClickHouse } from '../support/clickhouse.ts';
import { placeEmptyPostgres } from '../support/empty-postgres.ts';
import { projectRoot, runProcess, startProcess } from '../support/processes.ts';
import { eventually } from '../support/wait.ts';

let clickhouse: TestClickHouse;
let dataDir: string;

beforeAll(async () => {
	clickhouse = await startClickHouse();
});
afterAll(() => clickhouse.stop());
beforeEach(async () => {
	await clickhouse.query('DROP DATABASE IF EXISTS youkan SYNC');
	dataDir = await mkdtemp(join(tmpdir(), 'youkan-migrate-'));
	return () => rm(dataDir, { recursive: true, force: true });
});

const migrate = (...args: string[]) =>
	runProcess('server/migrate.ts', {
		args,
		env: { CLICKHOUSE_URL: clickhouse.url, DATA_DIR: dataDir }
	});

describe('npm run migrate', () => {
	it('plans, brings both stores up, and then has nothing to do', async () => {
		const planned = await migrate('plan');
		expect(planned).toMatchObject({ code: 0 });
		expect(planned.output).toContain('ClickHouse 0001_telemetry: would run statements 1-');
		expect(planned.output).toContain('PostgreSQL 0001_token: would run');
		expect((await migrate('status')).output).toContain('ClickHouse 0001_telemetry: pending');

		expect(await migrate()).toMatchObject({ code: 0 });
		expect((await migrate('status')).output).toMatch(
			/PostgreSQL 0001_token: applied[\s\S]*ClickHouse 0001_telemetry: applied/
		);
		const again = await migrate();
		expect(again).toEqual({ code: 0, output: 'schema is up to date\n' });
		expect((await migrate('plan')).output).toBe(
			'PostgreSQL: nothing to do\nClickHouse: nothing to do\n'
		);
	});

	it('refuses what it does not know, and wrong settings all at once', async () => {
		expect(await migrate('down')).toMatchObject({ code: 2 });
		const wrong = await runProcess('server/migrate.ts', {
			env: { CLICKHOUSE_URL: 'ftp://x', DATA_DIR: dataDir, RETENTION_DAYS: '08' }
		});
		expect(wrong.code).toBe(78);
		expect(wrong.output).toMatch(
			/^CLICKHOUSE_URL: .*\nRETENTION_DAYS: given "08", accepted: .*\n$/
		);
	});

	it('says that it waits for ClickHouse, and goes on when it is there', async () => {
		await clickhouse.halt();
		// What takes long on a busy machine, and is not what is looked at here.
		await placeEmptyPostgres(dataDir);
		const waiting = startProcess('server/migrate.ts', {
			env: { CLICKHOUSE_URL: clickhouse.url, DATA_DIR: dataDir }
		});
		await eventually(
			'it says so',
			() => waiting.output().includes('waiting for ClickHouse'),
			15_000
		);
		await clickhouse.restart();
		expect(await waiting.exited).toMatchObject({ code: 0 });
	});
});

describe('migrations of ClickHouse', () => {
	it('go on from the statement at which they stopped, and refuse an edited file', async () => {
		const folder = join(dataDir, 'clickhouse');
		await cp(join(projectRoot, 'migrations/clickhouse'), folder, { recursive: true });
		const admin = createClickHouse({ url: clickhouse.url, database: 'default' });
		const db = createClickHouse({ url: clickhouse.url, database: 'youkan' });
		try {
			const whole = await readMigrations(folder);
			const [first] = whole;
			if (!first) throw new Error('no migrations');
			const broken = [
				{ ...first, statements: [...first.statements.slice(0, 2), 'CREATE NONSENSE'] }
			];
			await expect(
				migrateClickhouse(admin, db, 'youkan', broken, () => undefined)
			).rejects.toThrow();
			expect(await clickhouseHistory(db)).toMatchObject([{ name: first.name, statements: 2 }]);

			await migrateClickhouse(admin, db, 'youkan', whole, () => undefined);
			const done = (await clickhouseHistory(db)).map(({ name, statements }) => [name, statements]);
			expect(done).toEqual(whole.map(({ name, statements }) => [name, statements.length]));

			const file = join(folder, `${first.name}.sql`);
			await writeFile(file, `${await readFile(file, 'utf8')}\n-- changed`);
			const edited = await readMigrations(folder);
			await expect(migrateClickhouse(admin, db, 'youkan', edited, () => undefined)).rejects.toThrow(
				`${first.name} was edited after it was applied`
			);
		} finally {
			await Promise.all([admin.close(), db.close()]);
		}
	});
});
