/** One identity stored with two contents, on a real engine: who is the event, and what becomes of the other. */
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '#domain/time.ts';
import { createClickHouse, type ClickHouse } from '#server/clickhouse/client.ts';
import { refuseIdentityConflicts } from '#server/clickhouse/identity-conflicts.ts';
import { migrateClickhouse } from '#server/clickhouse/migrate.ts';
import { readMigrations } from '#server/migrations/files.ts';
import { startClickHouse, type TestClickHouse } from '../support/clickhouse.ts';
import { projectRoot } from '../support/processes.ts';

const NOON = Date.UTC(2026, 2, 1, 4);
const columns = ['site', 'device', 'boot', 'seq', 'at', 'received_at', 'content_hash'];
const scanColumns = [...columns, 'mail_no', 'event', 'project', 'dest'];

let engine: TestClickHouse;
let db: ClickHouse;
let inserts = 0;

beforeAll(async () => {
	engine = await startClickHouse();
	const admin = createClickHouse({ url: engine.url, database: 'default' });
	db = createClickHouse({ url: engine.url, database: 'youkan' });
	const files = await readMigrations(join(projectRoot, 'migrations/clickhouse'));
	await migrateClickhouse(admin, db, 'youkan', files, () => undefined);
	// Hashes are forgotten after a day, and the day of these tests is long past.
	for (const table of ['scan_event', 'line_event'])
		await db.command(`SYSTEM STOP TTL MERGES ${table}`);
	await admin.close();
});
afterAll(async () => {
	await db.close();
	await engine.stop();
});
beforeEach(async () => {
	const tables = ['scan_event', 'line_event', 'item_event', 'seq_seen', 'seq_extra'];
	for (const table of [...tables, 'dead_letter_row']) await db.command(`TRUNCATE TABLE ${table}`);
});

interface Copy {
	readonly seq?: number;
	readonly at?: number;
	readonly received?: number;
	readonly hash: number;
	readonly event?: string;
	readonly dest?: string;
}

const stampOf = (copy: Copy) => [
	...['420106', 'pda-1', 'b', copy.seq ?? 1],
	...[copy.at ?? NOON, copy.received ?? NOON + 1_000, copy.hash]
];

async function store(...copies: readonly Copy[]): Promise<void> {
	for (const copy of copies) {
		const line = [
			...stampOf(copy),
			'9000000000001',
			copy.event ?? 'accepted',
			'ID',
			copy.dest ?? '420106'
		];
		await db.insert('scan_event', scanColumns, JSON.stringify(line), `t${++inserts}`);
	}
}

const LATER = NOON + HOUR_MS;
const conflicts = (from = LATER) => refuseIdentityConflicts(db, { from, to: LATER + HOUR_MS });
const refuse = async (from?: number) => (await conflicts(from)).refused;
const kept = () =>
	db.query(
		'test',
		'SELECT seq, toString(content_hash) AS hash FROM scan_event FINAL ORDER BY seq, hash'
	);
const milestones = () =>
	db.query(
		'test',
		'SELECT event, toUnixTimestamp64Milli(counted_at) AS counted, dest FROM item_event FINAL'
	);
const hours = () =>
	db.query(
		'test',
		`SELECT toUnixTimestamp(hour) * 1000 AS at, n FROM (
			SELECT hour, groupBitmapMerge(seqs) AS n FROM seq_seen WHERE NOT is_rejected GROUP BY hour)
		WHERE n > 0 ORDER BY at`
	);
const letters = () =>
	db.query('test', 'SELECT topic, reason, stream, boot, seq, copies FROM dead_letter ORDER BY seq');

describe('an identity that is stored twice', () => {
	it('with the same content is left alone, also when its hash is forgotten', async () => {
		await store({ hash: 7 }, { hash: 7, received: LATER }, { hash: 0, received: LATER + 1 });
		expect(await refuse()).toBe(0);
		expect(await kept()).toEqual([{ seq: 1, hash: '7' }]);
		expect(await letters()).toEqual([]);
	});

	it.each([
		['in another hour', { at: NOON - 5 * HOUR_MS }],
		['in another minute', { at: NOON + 2 * MINUTE_MS }],
		['at the same instant', {}]
	])('%s with another content: the first received is the event', async (_where, other) => {
		await store({ hash: 7 }, { hash: 8, received: LATER, event: 'delivered', ...other });
		await store({ seq: 2, hash: 9, received: LATER });
		expect(await refuse()).toBe(1);
		expect(await kept()).toEqual([
			{ seq: 1, hash: '7' },
			{ seq: 2, hash: '9' }
		]);
		expect(await letters()).toEqual([
			{
				...{ topic: 'youkan/v1/42/420106/pda-1/scan', reason: 'identity', stream: 'scan' },
				...{ boot: 'b', seq: 1, copies: 1 }
			}
		]);
		expect(await hours()).toEqual([{ at: NOON, n: 2 }]);
		expect(await milestones()).toEqual([
			{ event: 'accepted', counted: NOON, dest: '420106' },
			{ event: 'accepted', counted: NOON, dest: '420106' }
		]);
		expect(await db.query('test', 'SELECT sum(conflict) AS n FROM seq_extra')).toEqual([{ n: 1 }]);
	});

	it('never takes the place of the event among those of its item, merged or not', async () => {
		await store({ hash: 7 }, { hash: 8, received: LATER, dest: '110101' });
		await db.command('OPTIMIZE TABLE item_event FINAL');
		expect(await milestones()).toMatchObject([{ dest: '420106' }]);
		expect(await refuse()).toBe(1);
		expect(await milestones()).toMatchObject([{ dest: '420106' }]);
	});

	it('is found again when the work was interrupted before its end', async () => {
		await store({ hash: 7 }, { hash: 8, received: LATER, at: NOON - 5 * HOUR_MS });
		const dying: ClickHouse = {
			...db,
			command: (sql, parameters) =>
				sql.startsWith('DELETE FROM scan_event')
					? Promise.reject(new Error('away'))
					: db.command(sql, parameters)
		};
		const range = { from: LATER, to: LATER + HOUR_MS };
		await expect(refuseIdentityConflicts(dying, range)).rejects.toThrow('away');
		expect(await refuse()).toBe(1);
		expect(await kept()).toEqual([{ seq: 1, hash: '7' }]);
		expect(await hours()).toEqual([{ at: NOON, n: 1 }]);
		expect(await letters()).toMatchObject([{ copies: 1 }]);
	});

	it('says which minutes are to be counted again: that of each copy', async () => {
		await store({ hash: 7 }, { hash: 8, received: LATER, at: NOON - 5 * HOUR_MS + 1 });
		expect(await conflicts()).toEqual({ refused: 1, minutes: [NOON - 5 * HOUR_MS, NOON] });
		expect(await conflicts()).toEqual({ refused: 0, minutes: [] });
	});

	it('is known by its instant alone when the hashes are forgotten', async () => {
		await store({ hash: 0 }, { hash: 0, received: LATER, at: NOON + 1 });
		expect(await refuse()).toBe(1);
		expect(await kept()).toHaveLength(1);
	});

	it('leaves events alone that were received at another time', async () => {
		await store({ hash: 7 }, { hash: 8, at: NOON + HOUR_MS });
		expect(await refuse()).toBe(0);
		expect(await refuse(NOON)).toBe(1);
	});

	it('is refused on the other streams as well', async () => {
		for (const copy of [{ hash: 7 }, { hash: 8, received: LATER, at: NOON + 5_000 }])
			await db.insert(
				'line_event',
				[...columns, 'state'],
				JSON.stringify([...stampOf(copy), 'Execute']),
				`t${++inserts}`
			);
		expect(await refuse()).toBe(1);
		expect(await letters()).toMatchObject([{ stream: 'line' }]);
		expect(await db.query('test', 'SELECT toString(content_hash) AS hash FROM line_event')).toEqual(
			[{ hash: '7' }]
		);
	});
});
