/** The ranking in SQL, against a count in plain arrays. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metrics, type Metric } from '#domain/ranking.ts';
import { DAY_MS } from '#domain/time.ts';
import { createClickHouse, type ClickHouse } from '#server/clickhouse/client.ts';
import type { Basis } from '#server/clickhouse/item-figures.ts';
import { migrateClickhouse } from '#server/clickhouse/migrate.ts';
import { rankingFigures, type RankingAsk } from '#server/clickhouse/ranking.ts';
import { readMigrations } from '#server/migrations/files.ts';
import { startClickHouse, type TestClickHouse } from '../support/clickhouse.ts';
import { foldChanged } from '../support/fold-items.ts';
import { projectRoot } from '../support/processes.ts';
import { DAY, NOW, fold, storeRandom, type Folded } from '../support/random-items.ts';

let engine: TestClickHouse;
let db: ClickHouse;

beforeAll(async () => {
	engine = await startClickHouse();
	const admin = createClickHouse({ url: engine.url, database: 'default' });
	db = createClickHouse({ url: engine.url, database: 'youkan' });
	const files = await readMigrations(join(projectRoot, 'migrations/clickhouse'));
	await migrateClickhouse(admin, db, 'youkan', files, () => undefined);
	await admin.close();
	await storeRandom(db);
	const issued = ([site, seq, at, project]: readonly [string, number, number, string]) =>
		JSON.stringify([site, 'office', 'b', seq, at, at, 'office', 'issued', 10 * seq, project]);
	const columns = [
		...['site', 'device', 'boot', 'seq', 'at', 'received_at', 'kind', 'event', 'count', 'project']
	];
	const rows = [
		issued(['420106', 1, DAY + 1, 'ID']),
		issued(['420106', 2, DAY + 2, 'PLATE']),
		issued(['110101', 3, DAY - 1, 'ID'])
	];
	// The same once more, in a part of its own.
	for (const token of ['once', 'twice'])
		await db.insert('station_event', columns, rows.join('\n'), token);
});
afterAll(async () => {
	await db.close();
	await engine.stop();
});

const askOf = (metric: Metric, rest: Partial<RankingAsk> = {}): RankingAsk => ({
	...{ metric, basis: undefined, project: undefined, window: undefined },
	...{ days: { from: DAY, to: DAY + DAY_MS }, asOf: NOW, upToAsOf: true, knownAt: undefined },
	...rest
});

/** The same, walked through. */
function expected(
	metric: Metric,
	basis: Basis | undefined,
	project: string | undefined,
	from: number,
	to: number
): Record<string, [number, number]> {
	const found: Record<string, [number, number]> = {};
	const add = (place: string | undefined, n: number, d: number) => {
		const sum = (found[(place ?? '').slice(0, 2)] ??= [0, 0]);
		sum[0] += n;
		sum[1] += d;
	};
	const placeOf = (item: Folded, usual: Basis, there: string | undefined) =>
		({ origin: item.first?.site, dest: item.first?.dest, place: there })[basis ?? usual];
	for (const item of fold(NOW)) {
		const { first, delivered } = item;
		if (!first || (project !== undefined && first.project !== project)) continue;
		const isAccepted = first.at >= from && first.at < to;
		const deadline = first.deadline ?? 0;
		const isDue = deadline >= from && deadline < to && deadline <= NOW && !item.recalled;
		const byDest = placeOf(item, 'dest', item.latest.site);
		if (metric === 'volume' && isAccepted) add(placeOf(item, 'origin', first.site), 1, 0);
		if (metric === 'delivery_rate' && isDue) add(byDest, delivered ? 1 : 0, 1);
		if (metric === 'on_time_rate' && isDue)
			add(byDest, delivered && Math.floor(delivered.at / 1000) * 1000 <= deadline ? 1 : 0, 1);
	}
	return found;
}

const plain = (figures: ReadonlyMap<string, { numerator: number; denominator: number }>) =>
	Object.fromEntries([...figures].map(([code, f]) => [code, [f.numerator, f.denominator]]));

describe.each([
	['the items themselves', true],
	['the counts of their days', false]
])('the figures of the provinces, from %s,', (_name, isFolded) => {
	const how = isFolded ? {} : { upToAsOf: false, isWritten: true };
	beforeAll(async () => {
		// The items are all of the past: both tell the same.
		if (!isFolded) await foldChanged(db, 1, NOW + DAY_MS);
	});

	it.each(
		(['volume', 'delivery_rate', 'on_time_rate'] as const).flatMap((metric, i) =>
			([undefined, 'origin', 'dest', 'place'] as const).map((basis, j) => ({
				...{ metric, basis, project: (i + j) % 2 === 0 ? undefined : 'PLATE' }
			}))
		)
	)('of $metric by $basis of $project are those of a walk', async ({ metric, basis, project }) => {
		const found = await rankingFigures(db, askOf(metric, { basis, project, ...how }), NOW);
		const one = (entries: Record<string, [number, number]>) =>
			metric === 'volume'
				? Object.fromEntries(Object.entries(entries).map(([code, [n]]) => [code, [n, 1]]))
				: entries;
		const now = expected(metric, basis, project, DAY, DAY + DAY_MS);
		expect(Object.keys(now).length).toBeGreaterThan(1);
		expect(plain(found.now)).toEqual(one(now));
		expect(plain(found.before)).toEqual(one(expected(metric, basis, project, DAY - DAY_MS, DAY)));
	});

	it('of the last 24 hours are compared with the 24 hours before', async () => {
		const found = await rankingFigures(db, askOf('on_time_rate', { window: '24h', ...how }), NOW);
		const [now, before] = [NOW - DAY_MS, NOW - 2 * DAY_MS].map((from) =>
			expected('on_time_rate', undefined, undefined, from, from + DAY_MS)
		);
		expect(plain(found.now)).toEqual(now);
		expect(plain(found.before)).toEqual(before);
	});

	it('of conversion are documents sent of those issued, each report once', async () => {
		const sent = expected('volume', undefined, undefined, DAY, DAY + DAY_MS);
		const found = await rankingFigures(db, askOf('conversion', how), NOW);
		expect(found.now.get('42')).toEqual({ numerator: sent['42']?.[0], denominator: 30 });
		expect(found.now.get('31')).toEqual({ numerator: sent['31']?.[0], denominator: 0 });
		expect(found.before.get('11')?.denominator).toBe(30);
		const cards = await rankingFigures(db, askOf('conversion', { project: 'ID', ...how }), NOW);
		expect(cards.now.get('42')?.denominator).toBe(10);
	});

	it('of every metric can be asked for', async () => {
		for (const metric of metrics)
			expect((await rankingFigures(db, askOf(metric, how), NOW)).now).toBeInstanceOf(Map);
	});
});
