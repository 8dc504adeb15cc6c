/** Figures about items and the lists behind them, against a count in plain arrays. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, dayOf } from '#domain/time.ts';
import { createClickHouse, type ClickHouse } from '#server/clickhouse/client.ts';
import { itemCounts, type FigureAsk } from '#server/clickhouse/item-counts.ts';
import { itemFigures, undeliveredStates, type Basis } from '#server/clickhouse/item-figures.ts';
import { listItems } from '#server/clickhouse/item-list.ts';
import { migrateClickhouse } from '#server/clickhouse/migrate.ts';
import { readMigrations } from '#server/migrations/files.ts';
import { startClickHouse, type TestClickHouse } from '../support/clickhouse.ts';
import { foldChanged } from '../support/fold-items.ts';
import { projectRoot } from '../support/processes.ts';
import { DAY, NOW, fold, storeRandom, type Folded } from '../support/random-items.ts';

let engine: TestClickHouse;
let db: ClickHouse;

/** Half of the events are folded when the other half comes, so that items leave days that they counted for. */
async function foldTwice(): Promise<void> {
	await storeRandom(db, () => foldChanged(db, 1, DAY - 30 * DAY_MS));
	await foldChanged(db, 2, NOW + DAY_MS);
}

async function start(store: () => Promise<void>): Promise<void> {
	engine = await startClickHouse();
	const admin = createClickHouse({ url: engine.url, database: 'default' });
	db = createClickHouse({ url: engine.url, database: 'youkan' });
	const files = await readMigrations(join(projectRoot, 'migrations/clickhouse'));
	await migrateClickhouse(admin, db, 'youkan', files, () => undefined);
	await admin.close();
	await store();
}

async function stop(): Promise<void> {
	await db.close();
	await engine.stop();
}

function within(scope: string, place: string | undefined): boolean {
	return scope === 'cn' || (place ?? '').startsWith(scope);
}

/** The numbers of the items of each figure, counted from the fold above. */
function expected(ask: FigureAsk): Record<string, string[]> {
	const items = fold(ask.until ?? Infinity);
	const day = (at: number) => dayOf(at) >= ask.fromDay && dayOf(at) <= ask.toDay;
	const placeOf = (item: Folded, usual: Basis, there: string | undefined) =>
		({ origin: item.first?.site, dest: item.first?.dest, place: there })[ask.basis ?? usual];
	const numbers = (holds: (item: Folded) => boolean) =>
		items
			.filter(holds)
			.map((item) => item.number)
			.sort();
	const byDest = (item: Folded) => within(ask.scope, placeOf(item, 'dest', item.latest.site));
	const due = (item: Folded) => {
		const at = item.first?.deadline ?? -1;
		return at >= ask.from && at < ask.to && at <= ask.asOf && !item.recalled && byDest(item);
	};
	const open = (item: Folded) => item.first !== undefined && !item.ended;
	const deadline = (item: Folded) => item.first?.deadline ?? 0;
	return {
		accepted: numbers(
			(i) =>
				i.first !== undefined &&
				day(i.first.at) &&
				within(ask.scope, placeOf(i, 'origin', i.first.site))
		),
		delivered: numbers(
			(i) =>
				i.delivered !== undefined &&
				day(i.delivered.at) &&
				within(ask.scope, placeOf(i, 'dest', i.delivered.site))
		),
		attempted: numbers((i) =>
			i.tries.some((t) => day(t.at) && within(ask.scope, placeOf(i, 'dest', t.site)))
		),
		due: numbers(due),
		deliveredOfDue: numbers((i) => due(i) && i.delivered !== undefined),
		deliveredOnTime: numbers(
			(i) => due(i) && Math.floor((i.delivered?.at ?? Infinity) / 1000) * 1000 <= deadline(i)
		),
		overdueOpen: numbers((i) => open(i) && deadline(i) < ask.asOf && byDest(i)),
		'state attempted': numbers(
			(i) => open(i) && i.latestDelivery?.event === 'attempted' && byDest(i)
		),
		'state overdue': numbers((i) => open(i) && deadline(i) < ask.asOf && byDest(i)),
		'state at_risk': numbers(
			(i) => open(i) && deadline(i) >= ask.asOf && deadline(i) <= ask.asOf + HOUR_MS && byDest(i)
		),
		'state stalled': numbers(
			(i) =>
				open(i) &&
				i.latest.at < ask.asOf - DAY_MS &&
				within(ask.scope, placeOf(i, 'place', i.latest.site))
		)
	};
}

function askOf(scope: string, basis: Basis | undefined, until?: number): FigureAsk {
	const days = { from: DAY - DAY_MS, to: DAY + DAY_MS };
	return {
		...{ scope, basis, ...days, until, asOf: until ?? NOW },
		...{ fromDay: dayOf(days.from), toDay: dayOf(days.to - 1) }
	};
}

/** Every scope and every basis meets a known time and none. */
const cases = [
	{ scope: 'cn', basis: undefined, until: NOW },
	{ scope: 'cn', basis: 'place', until: NOW - 26 * HOUR_MS },
	{ scope: '4201', basis: undefined, until: undefined },
	{ scope: '4201', basis: 'origin', until: NOW - 26 * HOUR_MS },
	{ scope: '110101', basis: 'dest', until: NOW },
	{ scope: '110101', basis: 'origin', until: undefined },
	{ scope: '42', basis: 'place', until: undefined }
] as const;

describe.each([
	['their events alone', () => storeRandom(db)],
	['the days that they count for', foldTwice]
])('the figures of 300 items with random events, from %s,', (_name, store) => {
	beforeAll(() => start(store));
	afterAll(stop);

	it.each(cases)(
		'are those of a walk through their events, and so are the lists: $scope by $basis at $until',
		async ({ scope, basis, until }) => {
			const ask = askOf(scope, basis, until);
			const lists = expected(ask);
			const counts = await itemCounts(db, ask);
			const page = { limit: 1_000, after: undefined, project: undefined, byDeadline: false };
			for (const figure of itemFigures) {
				const list = await listItems(db, {
					...{ ...ask, ...page, figure, states: [], warnMinutes: 60, warnings: { x: 1 } }
				});
				const numbers = list.items.map((item) => item.mailNo).sort();
				expect([figure, numbers]).toEqual([figure, lists[figure]]);
				expect([figure, counts[figure]]).toEqual([figure, list.total]);
			}
			for (const state of undeliveredStates.filter((name) => name !== 'disputed')) {
				const list = await listItems(db, {
					...{
						...ask,
						...page,
						figure: undefined,
						states: [state],
						warnMinutes: 60,
						warnings: { x: 1 }
					}
				});
				const numbers = list.items.map((item) => item.mailNo).sort();
				expect([state, numbers]).toEqual([state, lists[`state ${state}`]]);
				expect(list.total).toBe(numbers.length);
			}
		}
	);

	it('are not empty', () => {
		for (const [name, numbers] of Object.entries(expected(askOf('cn', undefined, NOW))))
			expect(numbers.length, name).toBeGreaterThan(0);
	});

	it('add up from the provinces to the nation', async () => {
		const nation = await itemCounts(db, askOf('cn', 'dest', NOW));
		const parts = await Promise.all(
			['11', '31', '42', '65', '44'].map((code) => itemCounts(db, askOf(code, 'dest', NOW)))
		);
		for (const figure of ['accepted', 'due', 'deliveredOnTime', 'overdueOpen'] as const)
			expect(parts.reduce((sum, part) => sum + part[figure], 0)).toBe(nation[figure]);
	});

	it('are listed page by page, each once, in the order of their deadlines', async () => {
		const ask = {
			...{ ...askOf('cn', undefined, NOW), figure: 'overdueOpen' as const, states: [] },
			...{ project: undefined, byDeadline: false, warnMinutes: 60, warnings: { x: 1 }, limit: 7 }
		};
		const seen: { mailNo: string; deadline: number }[] = [];
		for (let after; ;) {
			const { items, total } = await listItems(db, { ...ask, after });
			seen.push(...items);
			const last = items.at(-1);
			if (!last || items.length < 7) {
				expect(seen.length).toBe(total);
				break;
			}
			after = { at: last.deadline, id: last.mailNo };
		}
		expect(new Set(seen.map((item) => item.mailNo)).size).toBe(seen.length);
		expect(seen.map((item) => item.deadline)).toEqual(
			seen.map((item) => item.deadline).sort((a, b) => a - b)
		);
	});
});

describe('the views', () => {
	beforeAll(() => start(() => storeRandom(db)));
	afterAll(stop);

	it('`item` tells the same status for whoever asks the database', async () => {
		const rows = await db.query<{ mail_no: string; status: string; attempts: number }>(
			'test',
			'SELECT mail_no, status, attempts FROM item ORDER BY mail_no'
		);
		const status = ({ first, delivered, ended }: Folded) => {
			if (!first) return 'unaccepted';
			return delivered ? 'delivered' : (ended?.event ?? 'open');
		};
		const items = fold(Infinity).map((item) => ({
			...{ mail_no: item.number, status: status(item), attempts: item.tries.length }
		}));
		expect(rows).toEqual(items.sort((a, b) => (a.mail_no < b.mail_no ? -1 : 1)));
	});

	it('`province_day` has the figures of the days, by both bases', async () => {
		const rows = await db.query<Record<string, number | string>>(
			'test',
			'SELECT * FROM province_day'
		);
		const items = fold(Infinity).filter((item) => item.first !== undefined);
		const sum = (basis: string, column: string) =>
			rows
				.filter((row) => row['basis'] === basis)
				.reduce((total, row) => total + Number(row[column]), 0);
		for (const basis of ['origin', 'dest']) {
			expect(sum(basis, 'accepted')).toBe(items.length);
			expect(sum(basis, 'delivered')).toBe(items.filter((item) => item.delivered).length);
			// All deadlines of these items are long past.
			expect(sum(basis, 'due')).toBe(items.filter((item) => !item.recalled).length);
			expect(sum(basis, 'overdue_open')).toBe(items.filter((item) => !item.ended).length);
		}
		const hubei = items.filter(
			(item) => item.first?.dest?.startsWith('42') && dayOf(item.first.deadline ?? 0) === dayOf(NOW)
		);
		expect(
			rows.find(
				(row) => row['day'] === dayOf(NOW) && row['province'] === '42' && row['basis'] === 'dest'
			)
		).toMatchObject({
			due: hubei.filter((item) => !item.recalled).length,
			delivered_of_due: hubei.filter((item) => item.delivered).length,
			delivered_on_time: hubei.filter(
				(item) =>
					Math.floor((item.delivered?.at ?? Infinity) / 1000) * 1000 <= (item.first?.deadline ?? 0)
			).length
		});
	});
});
