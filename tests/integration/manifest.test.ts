/** A manifest against the scans: which items of a batch nothing happened to. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR_MS } from '#domain/time.ts';
import { createClickHouse, type ClickHouse } from '#server/clickhouse/client.ts';
import { manifest, type ManifestAsk } from '#server/clickhouse/manifest.ts';
import { migrateClickhouse } from '#server/clickhouse/migrate.ts';
import { readMigrations } from '#server/migrations/files.ts';
import { startClickHouse, type TestClickHouse } from '../support/clickhouse.ts';
import { mailNo } from '../support/events.ts';
import { projectRoot } from '../support/processes.ts';

const START = Date.UTC(2026, 2, 2, 2);
const ITEMS = 10_000;
const FORGOTTEN = 18;

let engine: TestClickHouse;
let db: ClickHouse;

const columns = ['site', 'device', 'boot', 'seq', 'at', 'received_at', 'mail_no', 'event', 'batch'];
const row = (
	site: string,
	device: string,
	seq: number,
	item: number,
	event: string,
	batch: string
) => {
	const at = START + (event === 'ordered' ? 0 : HOUR_MS) + seq;
	return JSON.stringify([site, device, 'b', seq, at, at, mailNo(item), event, batch]);
};

/** Every so many items one is forgotten. */
const isForgotten = (item: number) => item % 555 === 0;

beforeAll(async () => {
	engine = await startClickHouse();
	const admin = createClickHouse({ url: engine.url, database: 'default' });
	db = createClickHouse({ url: engine.url, database: 'youkan' });
	const files = await readMigrations(join(projectRoot, 'migrations/clickhouse'));
	await migrateClickhouse(admin, db, 'youkan', files, () => undefined);
	await admin.close();
	const numbers = Array.from({ length: ITEMS }, (_, i) => i + 1);
	expect(numbers.filter(isForgotten)).toHaveLength(FORGOTTEN);
	const ordered = numbers.map((n) => row('420106', 'platform', n, n, 'ordered', 'B1'));
	// The printer reads the manifest from its end.
	const printed = numbers
		.filter((n) => !isForgotten(n))
		.map((n) => row('420106', 'printer', ITEMS - n + 1, n, 'printed', 'B1'));
	await db.insert('scan_event', columns, ordered.join('\n'), 'ordered');
	await db.insert('scan_event', columns, ordered.join('\n'), 'ordered again');
	await db.insert('scan_event', columns, printed.join('\n'), 'printed');
	const other = row('310104', 'platform', 1, 20_000, 'ordered', 'B2');
	await db.insert('scan_event', columns, other, 'other');
});
afterAll(async () => {
	await db.close();
	await engine.stop();
});

const ask = (fields: Partial<ManifestAsk> = {}): ManifestAsk => ({
	...{ batch: 'B1', event: undefined, scope: 'cn', limit: 1_000, after: undefined },
	...{ asOf: START + 2 * HOUR_MS, ...fields }
});

describe('a batch of 10,000 of which 9,982 were printed', () => {
	it('lists exactly the 18 that were not', async () => {
		const found = await manifest(db, ask());
		expect(found.steps).toEqual({
			ordered: { items: 10_000, waiting: 18 },
			printed: { items: 9_982, waiting: 9_982 }
		});
		expect(found.event).toBe('ordered');
		expect(found.total).toBe(18);
		const forgotten = Array.from({ length: FORGOTTEN }, (_, i) => mailNo((i + 1) * 555));
		expect(found.items.map((item) => item.mailNo)).toEqual(forgotten);
		expect(found.items[0]).toEqual({ mailNo: mailNo(555), since: START + 555, site: '420106' });
	});

	it('had none printed before the printer ran', async () => {
		expect((await manifest(db, ask({ asOf: START + 20_000 }))).steps).toEqual({
			ordered: { items: 10_000, waiting: 10_000 }
		});
	});

	it('lists what was printed and went no further', async () => {
		const found = await manifest(db, ask({ event: 'printed', limit: 10 }));
		expect([found.items.length, found.total]).toEqual([10, 9_982]);
		const last = found.items.at(-1);
		const after = { at: last?.since ?? 0, id: last?.mailNo ?? '' };
		const next = await manifest(db, ask({ event: 'printed', limit: 1, after }));
		expect(next.items[0]?.since).toBeGreaterThan(last?.since ?? Infinity);
	});

	it('is not there for another province', async () => {
		expect(await manifest(db, ask({ scope: '31' }))).toMatchObject({ event: null, total: 0 });
	});
});

it('a name that nothing has is no batch', async () => {
	expect(await manifest(db, ask({ batch: 'none' }))).toMatchObject({ steps: {}, event: null });
});
