/** What is stored and shown after a chaos run, and the ways to spoil it for a check to be seen red. */
import { HOUR_MS, MINUTE_MS, floorTo, formatInstant } from '#domain/time.ts';
import type { TestClickHouse } from '../support/clickhouse.ts';
import type { LedgerRow } from './oracle.ts';
import type { World } from './world.ts';

type Get = World['get'];

async function rows<Row>(clickhouse: TestClickHouse, sql: string): Promise<Row[]> {
	const text = await clickhouse.query(`${sql} FORMAT JSONCompactEachRow`);
	return text
		.split('\n')
		.slice(0, -1)
		.map((line) => JSON.parse(line) as Row);
}

/** Every identity in scan_event, and how many rows FINAL and plain counting find. */
export async function storedScans(clickhouse: TestClickHouse) {
	const boots = await rows<[string, number[]]>(
		clickhouse,
		`SELECT concat(site, ' ', device, ' ', boot), groupArray(seq) FROM youkan.scan_event FINAL GROUP BY site, device, boot`
	);
	const [counted] = await rows<[string, string]>(
		clickhouse,
		`SELECT toString((SELECT count() FROM youkan.scan_event FINAL)), toString(count()) FROM youkan.scan_event`
	);
	return {
		identities: new Set(boots.flatMap(([boot, seqs]) => seqs.map((seq) => `${boot} ${seq}`))),
		final: Number(counted?.[0]),
		raw: Number(counted?.[1])
	};
}

/** Distinct identities stored, which is quicker than knowing them. */
export async function distinctScans(clickhouse: TestClickHouse): Promise<number> {
	return Number(
		await clickhouse.query(
			'SELECT count() FROM (SELECT DISTINCT site, device, boot, seq FROM youkan.scan_event)'
		)
	);
}

/** Dead letters by `topic reason`, a row each. */
export async function storedDeadLetters(clickhouse: TestClickHouse): Promise<Map<string, number>> {
	const found = await rows<[string, string]>(
		clickhouse,
		`SELECT concat(topic, ' ', reason), toString(count()) FROM youkan.dead_letter GROUP BY topic, reason`
	);
	return new Map(found.map(([key, n]) => [key, Number(n)]));
}

/** What the API shows of every minute that has scans, by its start; [from, to) in epoch milliseconds. */
export async function shownMinutes(get: Get, from: number, to: number) {
	const range = `from=${encodeURIComponent(formatInstant(floorTo(from, MINUTE_MS)))}&to=${encodeURIComponent(formatInstant(floorTo(to, MINUTE_MS) + MINUTE_MS))}`;
	const { items } = (await get(`/api/v1/throughput?${range}&step=60`)) as {
		readonly items: readonly { readonly at: string; readonly count: number }[];
	};
	return new Map(
		items.flatMap(({ at, count }) =>
			count === 0 ? [] : [[String(Date.parse(at)), count] as const]
		)
	);
}

/** All pages of the ledger of the hours that [from, to) touches. */
export async function shownLedger(get: Get, from: number, to: number): Promise<LedgerRow[]> {
	const range = `from=${encodeURIComponent(formatInstant(from))}&to=${encodeURIComponent(formatInstant(floorTo(to, HOUR_MS) + HOUR_MS))}&limit=200`;
	const found: LedgerRow[] = [];
	let next: string | null = '';
	while (next !== null) {
		const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
		const page = (await get(`/api/v1/ledger?${range}${cursor}`)) as {
			readonly items: readonly LedgerRow[];
			readonly next: string | null;
		};
		found.push(...page.items);
		({ next } = page);
	}
	return found;
}

/** Each spoils what one check looks at, and nothing that another does. */
export const sabotages: Readonly<Record<string, (clickhouse: TestClickHouse) => Promise<void>>> = {
	async lose(clickhouse) {
		await clickhouse.query(`ALTER TABLE youkan.scan_event DELETE
			WHERE (site, device, boot, seq) IN (SELECT site, device, boot, seq FROM youkan.scan_event ORDER BY at LIMIT 1)
			SETTINGS mutations_sync = 2, allow_nondeterministic_mutations = 1`);
	},
	async invent(clickhouse) {
		// Past the views, which would make rows of the ledger and the rollups of it.
		for (const statement of [
			'CREATE TABLE youkan.invented AS youkan.scan_event',
			`INSERT INTO youkan.invented SELECT * REPLACE ('nobody' AS device) FROM youkan.scan_event LIMIT 1`,
			"ALTER TABLE youkan.scan_event ATTACH PARTITION ID '{partition}' FROM youkan.invented",
			'DROP TABLE youkan.invented'
		]) {
			const partition = statement.includes('{partition}')
				? (await clickhouse.query('SELECT toYYYYMM(at) FROM youkan.invented')).trim()
				: '';
			await clickhouse.query(statement.replace('{partition}', partition));
		}
	},
	async twice(clickhouse) {
		await clickhouse.query(`INSERT INTO youkan.scan_minute_sealed
			SELECT minute, version + 1, city, event, project, arrayMap(n -> n * 2, scans)
			FROM youkan.scan_minute_sealed FINAL WHERE notEmpty(scans) ORDER BY minute LIMIT 1`);
	},
	async 'dead-letter'(clickhouse) {
		await clickhouse.query(`INSERT INTO youkan.dead_letter_row (id, received_at, topic, reason, copies)
			VALUES (repeat('0', 32), now64(3), 'youkan/v1/nobody', 'topic', 1)`);
	},
	async ledger(clickhouse) {
		await clickhouse.query(`INSERT INTO youkan.seq_seen
			SELECT site, device, stream, boot, max(hour), false, groupBitmapState(toUInt32(4000000)), min(first_received)
			FROM youkan.seq_seen GROUP BY site, device, stream, boot LIMIT 1`);
	}
};
