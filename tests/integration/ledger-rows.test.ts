/** The statements of the ledger against the accounts of each boot, whatever rows the numbers came in. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
	accountBoot,
	addBalance,
	advanceOf,
	noBalance,
	spansOf,
	type Balance,
	type Layer
} from '#domain/ledger.ts';
import { DAY_MS, HOUR_MS, formatInstant } from '#domain/time.ts';
import { createClickHouse, type ClickHouse } from '#server/clickhouse/client.ts';
import { completeness, lastDay } from '#server/clickhouse/completeness.ts';
import { ledger, markOf, type LedgerRow } from '#server/clickhouse/ledger.ts';
import { migrateClickhouse } from '#server/clickhouse/migrate.ts';
import { readMigrations } from '#server/migrations/files.ts';
import { startClickHouse, type TestClickHouse } from '../support/clickhouse.ts';
import { projectRoot } from '../support/processes.ts';

const NOON = Date.UTC(2026, 2, 1, 4);
const SITE = '430102';
/** Of each boot; the first ones lie before the last day. */
const HOURS = 6;
const BASE = NOON - DAY_MS - 2 * HOUR_MS;
const DEVICES = 60;

let engine: TestClickHouse;
let db: ClickHouse;

beforeAll(async () => {
	engine = await startClickHouse();
	const admin = createClickHouse({ url: engine.url, database: 'default' });
	db = createClickHouse({ url: engine.url, database: 'youkan' });
	const files = await readMigrations(join(projectRoot, 'migrations/clickhouse'));
	await migrateClickhouse(admin, db, 'youkan', files, () => undefined);
	await admin.close();
	// Rows stay as they were inserted until a test says so.
	await db.command('SYSTEM STOP MERGES seq_seen');
	await insert();
});
afterAll(async () => {
	await db.close();
	await engine.stop();
});

/** Numbers without chance: the same in every run. */
function* numbers(): Generator<number, never> {
	for (let x = 20_261_125; ; x = (x * 48_271) % 2_147_483_647) yield x;
}
const source = numbers();
const below = (limit: number) => source.next().value % limit;

/** What the hours should hold, by device and hour. */
const expected = new Map<string, Balance>();

const layer = (hour: number, isStored: boolean, seqs: readonly number[]): Layer => ({
	hour: BASE + hour * HOUR_MS,
	isStored,
	runs: [...new Set(seqs)].map((seq) => [seq, seq] as const)
});
const ten = (first: number) => Array.from({ length: 10 }, (_, i) => first + 1 + i);
const some = (first: number, width: number) =>
	Array.from({ length: 1 + below(9) }, () => first + 1 + below(width));

/** The layers of one hour of a boot; each of them is asked for twice. */
const kinds: readonly ((hour: number) => Layer)[] = [
	// Everything came and was stored.
	(hour) => layer(hour, true, ten(hour * 10)),
	// The same, with an hour of rejected ones.
	(hour) => layer(hour, hour !== 4, ten(hour * 10)),
	// The hours go backwards while the numbers ascend.
	(hour) => layer(HOURS - 1 - hour, true, ten(hour * 10)),
	// Holes, and numbers in two rows of an hour.
	(hour) => layer(hour, below(5) > 0, some(hour * 10, 10)),
	// Hours and numbers have nothing to do with each other.
	() => layer(below(HOURS), below(5) > 0, some(0, 60)),
	// The last hour has nothing but what came before.
	(hour) => layer(hour, hour !== HOURS - 1, ten((hour % (HOURS - 1)) * 10))
];

function layersOf(device: number): Layer[] {
	const kind = kinds[device % kinds.length];
	return Array.from({ length: 2 * HOURS }, (_, part) => kind?.(part >> 1)).filter(
		(found) => found !== undefined
	);
}

async function insert(): Promise<void> {
	const rows: string[] = [];
	for (let device = 0; device < DEVICES; device++)
		for (const boot of [0, 1]) {
			const layers = layersOf(device);
			for (const { hour, isStored, runs } of layers)
				rows.push(`SELECT '${SITE}', 'd${device}', 'scan', 'b ${boot}', fromUnixTimestamp(${hour / 1000}),
					${!isStored}, groupBitmapState(toUInt32(arrayJoin([${runs.map(([seq]) => seq).join()}]))),
					fromUnixTimestamp64Milli(${BASE + boot})`);
			const range = { isFirst: boot === 0, horizon: Infinity };
			for (const [hour, balance] of accountBoot(spansOf(layers), range)) {
				const key = `d${device} ${formatInstant(hour)}`;
				expected.set(key, addBalance(expected.get(key) ?? noBalance, balance));
			}
		}
	for (const half of [0, 1])
		await db.command(
			`INSERT INTO seq_seen ${rows.filter((_, i) => i % 2 === half).join(' UNION ALL ')}`
		);
}

/** All rows from an hour on, page by page. */
async function allRows(from: number, limit = 50): Promise<LedgerRow[]> {
	const ask = { scope: '43', from, to: NOON, asOf: NOON, limit };
	const rows: LedgerRow[] = [];
	for (;;) {
		const last = rows.at(-1);
		const page = await ledger(db, { ...ask, after: last && markOf(last) });
		rows.push(...page.items);
		if (page.items.length < limit) {
			expect(page.total).toBe(rows.length);
			return rows;
		}
	}
}

const told = (rows: readonly LedgerRow[]) =>
	rows.map(({ device, hour, stored, rejected, missing }) => [
		`${device} ${formatInstant(hour)}`,
		{ stored, rejected, missing }
	]);

const shownFrom = (from: number) =>
	[...expected].filter(
		([key, balance]) => advanceOf(balance) > 0 && Date.parse(key.split(' ')[1] ?? '') >= from
	);

it.each(['as they were inserted', 'merged'])('rows %s tell each hour, and its sum', async (how) => {
	if (how === 'merged') {
		await db.command('SYSTEM START MERGES seq_seen');
		await db.command('OPTIMIZE TABLE seq_seen FINAL');
	}
	for (const from of [BASE, BASE + 3 * HOUR_MS]) {
		const rows = told(await allRows(from));
		expect(rows).toHaveLength(shownFrom(from).length);
		expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(shownFrom(from)));
	}
	const { from } = lastDay(NOON);
	expect(from).toBeGreaterThan(BASE);
	const whole = shownFrom(from)
		.map(([, balance]) => balance)
		.reduce(addBalance, noBalance);
	expect(await completeness(db, '43', NOON)).toMatchObject({
		numerator: whole.stored,
		denominator: advanceOf(whole)
	});
});
