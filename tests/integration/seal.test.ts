/** The statements of sealing and its lease on real engines: what is counted, whose count stands, who may count. */
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#domain/time.ts';
import { createClickHouse, type ClickHouse } from '#server/clickhouse/client.ts';
import { migrateClickhouse } from '#server/clickhouse/migrate.ts';
import { isRevised } from '#server/clickhouse/revised.ts';
import {
	minutesOfLateItems,
	minutesWithScans,
	repairDerived,
	sealMinutes,
	touchedMinutes
} from '#server/clickhouse/seal.ts';
import { throughput } from '#server/clickhouse/throughput.ts';
import { systemClock } from '#server/clock.ts';
import { readMigrations } from '#server/migrations/files.ts';
import { createJobLease } from '#server/store/job-lease.ts';
import { openEmptyStore } from '../support/empty-store.ts';
import { startClickHouse, type TestClickHouse } from '../support/clickhouse.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { mailNo } from '../support/events.ts';
import { projectRoot } from '../support/processes.ts';
import { eventually, pause } from '../support/wait.ts';

const NOON = Date.UTC(2026, 2, 1, 4);
const DAY = NOON - 12 * HOUR_MS;
const CLOSE = DAY + DAY_MS + 2 * MINUTE_MS;

let engine: TestClickHouse;
let db: ClickHouse;
let inserts = 0;

beforeAll(async () => {
	engine = await startClickHouse();
	const admin = createClickHouse({ url: engine.url, database: 'default' });
	db = createClickHouse({ url: engine.url, database: 'youkan' });
	const files = await readMigrations(join(projectRoot, 'migrations/clickhouse'));
	await migrateClickhouse(admin, db, 'youkan', files, () => undefined);
	await admin.close();
});
afterAll(async () => {
	await db.close();
	await engine.stop();
});
beforeEach(async () => {
	for (const table of ['scan_event', 'scan_minute', 'scan_minute_sealed', 'item_event', 'seq_seen'])
		await db.command(`TRUNCATE TABLE ${table}`);
});

interface Given {
	readonly seq: number;
	readonly at: number;
	readonly received?: number;
	readonly suspect?: boolean;
	readonly mail?: number;
	readonly project?: string;
	readonly site?: string;
	readonly dest?: string;
}

const columns = ['site', 'device', 'boot', 'seq', 'at', 'received_at', 'clock_suspect'];

/** Stores a scan in an insert of its own; one with a project is an acceptance. */
async function store(scan: Given): Promise<void> {
	const { seq, at, received = at + 500, mail = seq, project } = scan;
	const line = [
		...[scan.site ?? '420106', 'pda-1', 'b', seq, at, received, scan.suspect ?? false],
		...[mailNo(mail), project === undefined ? 'sorted' : 'accepted', project ?? '', scan.dest ?? '']
	];
	const all = [...columns, 'mail_no', 'event', 'project', 'dest'];
	await db.insert('scan_event', all, JSON.stringify(line), `t${++inserts}`);
}

/** The scans of the minute that begins at `minute`. */
async function counted(minute: number, project?: string): Promise<number | undefined> {
	const range = { from: minute, to: minute + MINUTE_MS, stepSeconds: 60 };
	return (await throughput(db, { scope: 'cn', project, ...range }))[0]?.count;
}

const isSealed = async (minute: number) =>
	(await db.query('test', `SELECT 1 FROM scan_minute_sealed WHERE minute = ${minute / 1000}`))
		.length > 0;

const live = (minute: number, scans: number) =>
	db.command(`INSERT INTO scan_minute VALUES (${minute / 1000}, '4201', 'sorted', '', ${scans})`);

describe('a sealed minute', () => {
	it('holds distinct scans, though they were stored twice and counted twice', async () => {
		for (const received of [NOON + 500, NOON + HOUR_MS]) {
			await store({ seq: 1, at: NOON, received });
			await store({ seq: 2, at: NOON + 59_999, received });
		}
		await live(NOON, 4);
		expect(await counted(NOON)).toBe(4);
		await sealMinutes(db, [NOON]);
		expect(await counted(NOON)).toBe(2);
	});

	it('holds a scan of a suspect clock at its first receipt, not at its own time', async () => {
		const at = NOON + 3 * HOUR_MS;
		await store({ seq: 1, at, received: NOON, suspect: true });
		await store({ seq: 1, at, received: at + 1_000 });
		await sealMinutes(db, [NOON, at]);
		expect([await counted(NOON), await counted(at)]).toEqual([1, 0]);
		expect(await minutesWithScans(db, { from: NOON, to: NOON + MINUTE_MS })).toEqual([
			{ minute: NOON, rows: 1 }
		]);
	});

	it('has the project of the first acceptance of each item', async () => {
		await store({ seq: 1, at: NOON - 2 * HOUR_MS, mail: 1, project: 'ID' });
		await store({ seq: 2, at: NOON - HOUR_MS, mail: 1, project: 'DOC' });
		await store({ seq: 3, at: NOON, mail: 1 });
		await store({ seq: 4, at: NOON, mail: 2 });
		await sealMinutes(db, [NOON]);
		expect([await counted(NOON, 'ID'), await counted(NOON, 'DOC'), await counted(NOON)]).toEqual([
			...[1, 0, 2]
		]);
	});

	it('is empty when its scans are gone, and leaves other minutes alone', async () => {
		await store({ seq: 1, at: NOON });
		await store({ seq: 2, at: NOON + MINUTE_MS });
		await sealMinutes(db, [NOON]);
		await db.command('DELETE FROM scan_event WHERE seq = 1');
		await sealMinutes(db, [NOON]);
		expect(await counted(NOON)).toBe(0);
		expect(await isSealed(NOON + MINUTE_MS)).toBe(false);
	});

	it('is not replaced by a count that began earlier', async () => {
		await store({ seq: 1, at: NOON });
		await sealMinutes(db, [NOON]);
		await db.command(
			`INSERT INTO scan_minute_sealed VALUES (${NOON / 1000}, ${Date.now() - 60_000}, ['4201'], ['sorted'], [''], [9])`
		);
		expect(await counted(NOON)).toBe(1);
	});
});

describe('what to count again', () => {
	it('is the minute of a late scan, alone', async () => {
		await store({ seq: 1, at: NOON });
		await store({ seq: 2, at: NOON - HOUR_MS, received: NOON + 30_000 });
		const range = { from: NOON + 10_000, to: NOON + MINUTE_MS };
		expect(await touchedMinutes(db, { ...range, before: NOON })).toEqual([
			{ minute: NOON - HOUR_MS, rows: 1 }
		]);
		expect(await touchedMinutes(db, { ...range, before: NOON - 2 * HOUR_MS })).toEqual([]);
	});

	it('are the minutes of an item that was accepted late, which then have its project', async () => {
		await store({ seq: 1, at: NOON, mail: 1 });
		await store({ seq: 2, at: NOON + HOUR_MS, mail: 2 });
		await sealMinutes(db, [NOON, NOON + HOUR_MS]);
		const received = NOON + 2 * HOUR_MS;
		await store({ seq: 3, at: NOON - HOUR_MS, mail: 1, project: 'ID', received });
		const ask = { from: received, to: received + 1, before: received, lateMs: 60_000 };
		const found = (await minutesOfLateItems(db, ask)).map(({ minute }) => minute).sort();
		expect(found).toEqual([NOON - HOUR_MS, NOON]);
		await sealMinutes(db, found);
		expect(await counted(NOON, 'ID')).toBe(1);
	});

	it('does not say that an acceptance in time is late', async () => {
		await store({ seq: 1, at: NOON, mail: 1, project: 'ID', received: NOON + 59_000 });
		const ask = { from: NOON, to: NOON + HOUR_MS, before: NOON + HOUR_MS, lateMs: 60_000 };
		expect(await minutesOfLateItems(db, ask)).toEqual([]);
	});
});

it('a derived row that a view missed is written again, once', async () => {
	await store({ seq: 1, at: NOON, project: 'ID' });
	for (const table of ['item_event', 'seq_seen']) await db.command(`TRUNCATE TABLE ${table}`);
	for (let i = 0; i < 2; i++) await repairDerived(db, { from: NOON, to: NOON + 1_000 });
	const sql = `SELECT (SELECT count() FROM item_event FINAL) AS items, (SELECT groupBitmapMerge(seqs) FROM seq_seen) AS seqs`;
	expect(await db.query('test', sql)).toEqual([{ items: 1, seqs: 1 }]);
});

describe('a closed day', () => {
	const revised = (scope = 'cn', now = CLOSE + DAY_MS) =>
		isRevised(db, { scope, from: DAY, to: DAY + DAY_MS }, now);

	it('is revised by a scan that came after 00:02 of the next, at the place or for an item bound there', async () => {
		await store({ seq: 1, at: NOON, received: CLOSE - 1 });
		expect(await revised()).toBe(false);
		await store({ seq: 2, at: NOON, received: CLOSE, dest: '110101' });
		const scopes = ['cn', '42', '4201', '420106', '11', '31'];
		expect(await Promise.all(scopes.map((scope) => revised(scope)))).toEqual([
			...[true, true, true, true, true, false]
		]);
		expect(await revised('cn', CLOSE - 1)).toBe(false);
	});

	it('is not revised by copies of what it had, or by its neighbours', async () => {
		// Copies that are merged away would hide the question.
		await db.command('SYSTEM STOP MERGES scan_event');
		try {
			for (let seq = 1; seq <= 15; seq++) {
				await store({ seq, at: NOON + seq * MINUTE_MS });
				await store({ seq, at: NOON + seq * MINUTE_MS, received: CLOSE + HOUR_MS });
			}
			await store({ seq: 20, at: DAY + DAY_MS, received: CLOSE + 2 * DAY_MS });
			await store({ seq: 21, at: DAY - 1, received: CLOSE + 2 * DAY_MS });
			expect(await revised()).toBe(false);
			await store({ seq: 22, at: NOON + 16 * MINUTE_MS, received: CLOSE + HOUR_MS });
			expect(await revised()).toBe(true);
		} finally {
			await db.command('SYSTEM START MERGES scan_event');
		}
	});
});

describe('the lease', () => {
	it('is held by one, goes over when it ends, and lets only its holder write', async () => {
		const sql = await openEmptyStore();
		try {
			const beats = createManualClock(0);
			const one = createJobLease(sql, 'seal', { leaseMs: 1_000, clock: beats });
			const other = createJobLease(sql, 'seal', { leaseMs: 1_000, clock: systemClock });
			expect([await one.take(), await other.take()]).toEqual([{}, undefined]);
			expect([await other.save({ through: 1 }), await one.save({ through: 2 })]).toEqual([
				false,
				true
			]);
			await pause(700);
			// A long step, and its process is alive.
			await beats.advance(250);
			await pause(700);
			expect(await other.take()).toBeUndefined();
			// Its process is dead: no beat any more.
			expect(await eventually('it goes over', () => other.take(), 1_500)).toEqual({ through: 2 });
			expect([await one.save({ through: 3 }), await one.take()]).toEqual([false, undefined]);
			await pause(1_300);
			expect(await one.take()).toBeUndefined();
			await other.release();
			expect(await one.take()).toEqual({ through: 2 });
		} finally {
			await sql.close();
		}
	});
});
