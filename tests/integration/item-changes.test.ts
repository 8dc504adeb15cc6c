/** Why a figure is another now: exactly the items that moved it, and what came late of them. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, dayOf } from '#domain/time.ts';
import { createClickHouse, type ClickHouse } from '#server/clickhouse/client.ts';
import { changedItems, type ChangesAsk } from '#server/clickhouse/item-changes.ts';
import { itemCounts, type FigureAsk } from '#server/clickhouse/item-counts.ts';
import { migrateClickhouse } from '#server/clickhouse/migrate.ts';
import { rankingFigures, type RankingAsk } from '#server/clickhouse/ranking.ts';
import { readMigrations } from '#server/migrations/files.ts';
import { startClickHouse, type TestClickHouse } from '../support/clickhouse.ts';
import { projectRoot } from '../support/processes.ts';
import { DAY, NOW, fold, storeRandom, type Folded } from '../support/random-items.ts';

const LATER = NOW + HOUR_MS;

let engine: TestClickHouse;
let db: ClickHouse;

const deadlineOf = (item: Folded) => item.first?.deadline ?? 0;

/** Three items that were due today, are not delivered as far as anybody knows, and were, in time. */
const moved = fold(NOW)
	.filter((item) => {
		const due = deadlineOf(item);
		return due >= DAY && due < NOW && !item.ended && item.latest.at < due - 2_000;
	})
	.slice(0, 3);

beforeAll(async () => {
	engine = await startClickHouse();
	const admin = createClickHouse({ url: engine.url, database: 'default' });
	db = createClickHouse({ url: engine.url, database: 'youkan' });
	const files = await readMigrations(join(projectRoot, 'migrations/clickhouse'));
	await migrateClickhouse(admin, db, 'youkan', files, () => undefined);
	await admin.close();
	await storeRandom(db);
	const rows = moved.map((item, i) =>
		JSON.stringify([
			...['420106', 'pda-9', 'late', i + 1, deadlineOf(item) - 1_000, LATER],
			...[item.number, 'delivered']
		])
	);
	const columns = ['site', 'device', 'boot', 'seq', 'at', 'received_at', 'mail_no', 'event'];
	await db.insert('scan_event', columns, rows.join('\n'), 'late');
});
afterAll(async () => {
	await db.close();
	await engine.stop();
});

const side = (knownAt?: number): FigureAsk => ({
	...{ scope: 'cn', from: DAY, to: DAY + DAY_MS, asOf: NOW, until: NOW, knownAt },
	...{ fromDay: dayOf(DAY), toDay: dayOf(DAY) }
});
const ask: ChangesAsk = {
	...{ figures: ['due', 'deliveredOfDue', 'deliveredOnTime'], project: undefined, since: NOW },
	...{ was: side(NOW), is: side(), limit: 100, asOf: LATER, after: undefined }
};

it('lists exactly the items that moved the figures, with what was received since', async () => {
	expect(moved).toHaveLength(3);
	const { items, total } = await changedItems(db, ask);
	expect(total).toBe(3);
	expect(items.map(({ mailNo }) => mailNo).sort()).toEqual(
		moved.map(({ number }) => number).sort()
	);
	for (const item of items) {
		expect(item.was).toEqual(['due']);
		expect([...item.is].sort()).toEqual(['deliveredOfDue', 'deliveredOnTime', 'due']);
		expect(item.received).toMatchObject([
			{ event: 'delivered', at: item.deadline - 1_000, receivedAt: LATER, device: 'pda-9' }
		]);
	}
});

it('accounts for the whole difference of the figures', async () => {
	const was = await itemCounts(db, side(NOW));
	const is = await itemCounts(db, side());
	expect(is.deliveredOnTime - was.deliveredOnTime).toBe(3);
	expect(is.due).toBe(was.due);
});

it('leaves a scope, a figure and a project that nothing changed in without items', async () => {
	const bound = new Set(moved.map(({ first }) => first?.dest?.slice(0, 2)));
	const other = ['11', '31', '42', '44', '65'].find((code) => !bound.has(code)) ?? '12';
	const elsewhere = { was: { ...side(NOW), scope: other }, is: { ...side(), scope: other } };
	expect((await changedItems(db, { ...ask, ...elsewhere })).total).toBe(0);
	expect((await changedItems(db, { ...ask, figures: ['due'] })).total).toBe(0);
	expect((await changedItems(db, { ...ask, project: 'MED' })).total).toBe(0);
});

it('goes page by page', async () => {
	const first = await changedItems(db, { ...ask, limit: 2 });
	const last = first.items.at(-1);
	const after = { at: last?.deadline ?? 0, id: last?.mailNo ?? '' };
	const second = await changedItems(db, { ...ask, limit: 2, after });
	expect([first.items.length, second.items.length, second.total]).toEqual([2, 1, 3]);
});

it('lets a ranking tell what was shown then', async () => {
	const ranking = (knownAt?: number): RankingAsk => ({
		...{ metric: 'on_time_rate', basis: undefined, project: undefined, window: undefined },
		...{ days: { from: DAY, to: DAY + DAY_MS }, asOf: NOW, upToAsOf: true, knownAt }
	});
	const sum = (figures: ReadonlyMap<string, { readonly numerator: number }>) =>
		[...figures.values()].reduce((total, { numerator }) => total + numerator, 0);
	const then = await rankingFigures(db, ranking(NOW), NOW);
	const now = await rankingFigures(db, ranking(), NOW);
	expect(sum(now.now) - sum(then.now)).toBe(3);
});
