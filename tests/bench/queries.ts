/**
 * How long the calls of the API take on 13 months of a nation: with ten and with a hundred million events, and
 * beside the same figures from raw events.
 */
import { DAY_MS, dayOf, floorTo } from '#domain/time.ts';
import { createClickHouse, type ClickHouse } from '#server/clickhouse/client.ts';
import { itemCounts } from '#server/clickhouse/item-counts.ts';
import { rankingFigures } from '#server/clickhouse/ranking.ts';
import { startYoukan, type TestYoukan } from '../support/youkan.ts';
import { eventually } from '../support/wait.ts';
import { median, quantile, tell } from './figure.ts';
import { storeNationYear } from './nation-year.ts';

const SIZES = [10_000_000, 100_000_000];
const ROUNDS = 30;
/** The first fold of all items. */
const FOLD_LIMIT_MS = 1_800_000;

const say = (line: string) => void process.stderr.write(`${line}\n`);

export async function queriesBench(): Promise<void> {
	let before: ReadonlyMap<string, number> | undefined;
	for (const events of SIZES) {
		const youkan = await startYoukan({ broker: 'mosquitto' });
		try {
			await fill(youkan, events);
			before = await measure(youkan, events, before);
		} finally {
			await youkan.stop();
		}
	}
}

/** Seeds the events, and waits until the server has folded their items. */
async function fill(youkan: TestYoukan, events: number): Promise<void> {
	const { clickhouse, server } = youkan;
	await server.stop();
	await clickhouse.query('TRUNCATE TABLE youkan.item_mark');
	const begun = performance.now();
	await storeNationYear(clickhouse, events, Date.now(), (rows) =>
		say(`${rows} events of ${events} stored after ${seconds(begun)} s`)
	);
	tell({ name: `queries/${events}/seed`, value: seconds(begun), unit: 's' });
	const folding = performance.now();
	await youkan.restartServer();
	await eventually(
		'all items are folded',
		async () => Number(await clickhouse.query('SELECT count() FROM youkan.item_mark')) > 0,
		FOLD_LIMIT_MS
	);
	tell({ name: `queries/${events}/fold`, value: seconds(folding), unit: 's' });
	const bytes = await clickhouse.query(
		`SELECT sum(data_compressed_bytes) FROM system.parts WHERE active AND database = 'youkan'`
	);
	tell({ name: `queries/${events}/bytes`, value: Number(bytes) / events, unit: 'bytes per event' });
}

const seconds = (since: number) => Math.round((performance.now() - since) / 1000);

/** Tells the times of every call beside those at the smaller size, and gives their medians by name. */
async function measure(
	youkan: TestYoukan,
	events: number,
	before: ReadonlyMap<string, number> | undefined
): Promise<ReadonlyMap<string, number>> {
	const medians = new Map<string, number>();
	for (const [name, path] of Object.entries(calls())) {
		const times = await timesOf(() => youkan.get(path(events)));
		const reference = before?.get(name);
		tell({
			...{ name: `queries/${events}/${name}/p50`, value: median(times), unit: 'ms' },
			...(reference !== undefined && { reference })
		});
		tell({ name: `queries/${events}/${name}/p95`, value: quantile(times, 0.95), unit: 'ms' });
		medians.set(name, median(times));
	}
	const db = createClickHouse({ url: youkan.clickhouse.url, database: 'youkan' });
	for (const [name, read] of Object.entries(rollups(db))) {
		const times = await timesOf(read);
		const reference = before?.get(name);
		tell({
			...{ name: `queries/${events}/${name}/p50`, value: median(times), unit: 'ms' },
			...(reference !== undefined && { reference })
		});
		medians.set(name, median(times));
	}
	await db.close();
	for (const [name, sql] of Object.entries(raw())) {
		const times = await timesOf(() => youkan.clickhouse.query(sql), 3);
		tell({
			...{ name: `queries/${events}/${name}/beside-raw`, value: medians.get(name) ?? NaN },
			...{ unit: 'ms', reference: median(times) }
		});
	}
	return medians;
}

async function timesOf(work: () => Promise<unknown>, rounds = ROUNDS): Promise<number[]> {
	const times: number[] = [];
	for (let round = 0; round < rounds; round++) {
		const begun = performance.now();
		await work();
		times.push(performance.now() - begun);
	}
	return times;
}

/** Every call that reads much, by name; of an item a new one each time. */
function calls(): Readonly<Record<string, (events: number) => string>> {
	const yesterday = dayOf(Date.now() - DAY_MS);
	const from = encodeURIComponent(`${dayOf(Date.now() - 390 * DAY_MS)}T00:00:00+08:00`);
	const to = encodeURIComponent(`${dayOf(Date.now())}T00:00:00+08:00`);
	const fixed = {
		summary: '/api/v1/summary',
		'summary-24h': '/api/v1/summary?window=24h',
		'summary-yesterday': `/api/v1/summary?date=${yesterday}`,
		'summary-province': '/api/v1/summary?scope=42',
		'throughput-hour': '/api/v1/throughput',
		'throughput-year': `/api/v1/throughput?from=${from}&to=${to}&step=86400`,
		'ranking-volume': `/api/v1/ranking?metric=volume&date=${yesterday}`,
		'ranking-on-time': `/api/v1/ranking?metric=on_time_rate&window=24h`,
		undelivered: '/api/v1/undelivered?scope=42',
		lines: '/api/v1/lines',
		ledger: '/api/v1/ledger?limit=100',
		devices: '/api/v1/devices',
		'dead-letters': '/api/v1/dead-letters'
	};
	return {
		...Object.fromEntries(Object.entries(fixed).map(([name, path]) => [name, () => path])),
		item: (events) =>
			`/api/v1/items/${6_000_000_000_000 + Math.floor((Math.random() * events) / 8.1)}`
	};
}

/** What the wall and the ranking read. */
function rollups(db: ClickHouse): Readonly<Record<string, () => Promise<unknown>>> {
	const now = Date.now();
	const days = { from: floorTo(now, DAY_MS) - DAY_MS, to: floorTo(now, DAY_MS) };
	const day = dayOf(days.from);
	const ask = { scope: 'cn', fromDay: day, toDay: day, ...days, asOf: now, isWritten: true };
	const none = { basis: undefined, project: undefined, window: undefined, knownAt: undefined };
	const ranked = { metric: 'volume', days, asOf: now, upToAsOf: false, isWritten: true } as const;
	return {
		'overview-rollup': () => itemCounts(db, ask),
		'ranking-rollup': () => rankingFigures(db, { ...none, ...ranked }, now)
	};
}

/** What the figures cost without anything written down beside the events. */
function raw(): Readonly<Record<string, string>> {
	const day = `toDate('${dayOf(Date.now() - DAY_MS)}')`;
	const items = (columns: string) => `
		SELECT ${columns}, minIf(at, event = 'accepted') AS accepted_at, minIf(at, event = 'delivered') AS delivered_at,
			maxIf(deadline, event = 'accepted') AS due, anyIf(site, event = 'accepted') AS origin, max(dest) AS to
		FROM youkan.scan_event GROUP BY mail_no`;
	return {
		'overview-rollup': `SELECT countIf(toDate(accepted_at) = ${day}), countIf(toDate(delivered_at) = ${day}),
			countIf(toDate(due) = ${day}), countIf(toDate(due) = ${day} AND delivered_at > 0 AND delivered_at <= due),
			countIf(due < now() AND delivered_at = 0)
			FROM (${items('mail_no')}) SETTINGS max_bytes_before_external_group_by = 4000000000`,
		'ranking-rollup': `SELECT substring(origin, 1, 2) AS province, count() AS n
			FROM (${items('mail_no')}) WHERE toDate(accepted_at) = ${day} GROUP BY province ORDER BY n DESC
			SETTINGS max_bytes_before_external_group_by = 4000000000`,
		'throughput-year': `SELECT toDate(at) AS day, count() FROM youkan.scan_event GROUP BY day ORDER BY day`
	};
}
