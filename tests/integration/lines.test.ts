/** Lines: their spans in SQL against the same in plain arrays, and the API from messages of devices. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spansOf } from '#domain/line-output.ts';
import { packmlStates } from '#domain/event.ts';
import type { LineEvent } from '#domain/line.ts';
import { HOUR_MS, MINUTE_MS, floorTo, formatInstant } from '#domain/time.ts';
import { createClickHouse, type ClickHouse } from '#server/clickhouse/client.ts';
import { lineSpans } from '#server/clickhouse/line-spans.ts';
import { mailNo, scan } from '../support/events.ts';
import { mosquittoPub } from '../support/mqtt-clients.ts';
import { startYoukan, type TestYoukan } from '../support/youkan.ts';
import { eventually } from '../support/wait.ts';

let youkan: TestYoukan;
let db: ClickHouse;
const NOW = floorTo(Date.now(), 1000);

beforeAll(async () => {
	youkan = await startYoukan({ broker: 'mosquitto' });
	db = createClickHouse({ url: youkan.clickhouse.url, database: 'youkan' });
});
afterAll(async () => {
	await db.close();
	await youkan.stop();
});

const publish = (device: string, stream: string, value: object) =>
	mosquittoPub(
		youkan.broker.port,
		`youkan/v1/42/420106/${device}/${stream}`,
		JSON.stringify(value)
	);

interface Answer {
	readonly items: readonly Readonly<Record<string, unknown>>[];
	readonly [name: string]: unknown;
}
const get = (path: string) => youkan.get(path) as Promise<Answer>;

const line = (boot: string, seq: number, at: number, fields: object) => ({
	...{ boot, seq, at: formatInstant(at), kind: 'encapsulation', ratedPerHour: 900, ...fields }
});

describe('the lines of a scope', () => {
	it('tell state, what was made today, the rate and the effectiveness', async () => {
		const t = NOW - 14 * MINUTE_MS;
		await publish('line-1', 'line', [
			line('b', 1, t, { state: 'Execute', total: 0, rejected: 0, plannedSeconds: 0 }),
			// 6 in packtags is Execute; 10 minutes of it made 150 items, one of them bad.
			line('b', 2, t + 10 * MINUTE_MS, {
				...{ state: 6, numbering: 'packtags', total: 150, rejected: 1, plannedSeconds: 600 }
			}),
			// 15 in OPC 30060 is Held.
			line('b', 3, t + 12 * MINUTE_MS, {
				...{ state: 15, numbering: 'opc30060', total: 160, rejected: 1, plannedSeconds: 720 },
				fault: 'jam'
			})
		]);
		let found: Answer | undefined;
		await eventually('the line is there', async () => {
			found = await get('/api/v1/lines?scope=42');
			return found.items[0]?.['state'] === 'Held';
		});
		// Near midnight a part of it was yesterday.
		const isToday = floorTo(NOW, 24 * HOUR_MS) < t;
		expect(found?.items).toMatchObject([
			{
				...{ site: '420106', device: 'line-1', kind: 'encapsulation', state: 'Held', fault: 'jam' },
				...{ since: formatInstant(t + 12 * MINUTE_MS), rated: 900, perHour: 640 },
				...(isToday && { good: 159, rejected: 1, availability: 1, quality: 159 / 160 })
			}
		]);
		if (isToday) expect(found?.items[0]?.['oee']).toBeCloseTo((4 * 159) / 720, 6);
		expect((await get('/api/v1/lines?scope=31')).items).toEqual([]);
	});

	it('are told a wall, too, without the items of a stop', async () => {
		await publish('pda-1', 'scan', [
			scan('s', 1, NOW - 3 * MINUTE_MS, {
				mailNo: mailNo(1),
				event: 'encapsulated',
				line: 'line-1'
			}),
			scan('s', 2, NOW - MINUTE_MS, {
				mailNo: mailNo(1),
				event: 'verified',
				ok: true,
				line: 'line-1'
			}),
			scan('s', 3, NOW - HOUR_MS, { mailNo: mailNo(2), event: 'encapsulated', line: 'line-1' })
		]);
		let strip: Answer | undefined;
		const path = '/api/v1/lines/420106/line-1';
		interface Stop {
			readonly state: string;
			readonly itemCount: number;
			readonly items: readonly { readonly mailNo: string }[];
		}
		const stops = (of: unknown) => (of as { stops: readonly Stop[] }).stops;
		await eventually('the stop has its item', async () => {
			strip = await get(path);
			return stops(strip)[0]?.itemCount === 1;
		});
		expect(stops(strip)).toMatchObject([
			{ state: 'Held', fault: 'jam', items: [{ mailNo: mailNo(1) }] }
		]);
		const wall = await fetch(`${youkan.url}${path}`, {
			headers: { authorization: `Bearer ${youkan.wallToken}` }
		});
		expect(stops(await wall.json())).toMatchObject([{ itemCount: 1, items: [] }]);
		// And back: the item knows what the line did while it was there.
		expect(await get(`/api/v1/items/${mailNo(1)}`)).toMatchObject({
			lines: [
				{
					...{ site: '420106', device: 'line-1', from: formatInstant(NOW - 3 * MINUTE_MS) },
					states: [{ state: 'Execute' }, { state: 'Held', fault: 'jam' }]
				}
			]
		});
	});

	it('refuse a period that is too long, and know no other line', async () => {
		const from = encodeURIComponent(formatInstant(NOW - 30 * HOUR_MS));
		await expect(get(`/api/v1/lines/420106/line-1?from=${from}`)).rejects.toThrow('400');
		await expect(get('/api/v1/lines/420106/line-9')).rejects.toThrow('404');
	});
});

it('spans of random reports are those of plain arrays, each report twice', async () => {
	let state = 11;
	const next = (below: number) => {
		state = (state * 48_271) % 2_147_483_647;
		return state % below;
	};
	const base = Date.UTC(2026, 2, 2, 2);
	const events: LineEvent[] = Array.from({ length: 120 }, (_, i) => ({
		...{ boot: `b${i < 70 ? 1 : 2}`, seq: i + 1, at: base + i * 20_000 + next(30_000) },
		state: packmlStates[next(17)] ?? 'Idle',
		total: next(5) === 0 ? null : i * 10 + next(15),
		rejected: next(3) === 0 ? null : next(20),
		plannedSeconds: next(4) === 0 ? null : i * 20,
		...{ ratedPerHour: next(6) === 0 ? 900 : null, kind: null, fault: next(4) === 0 ? 'jam' : null }
	}));
	const columns = [
		...['site', 'device', 'boot', 'seq', 'at', 'received_at', 'state', 'total', 'rejected'],
		...['rated_per_hour', 'planned_seconds', 'fault']
	];
	const rows = events.map((e) =>
		JSON.stringify([
			...['429004', 'random', e.boot, e.seq, e.at, e.at, e.state, e.total, e.rejected],
			...[e.ratedPerHour, e.plannedSeconds, e.fault ?? '']
		])
	);
	for (const token of ['once', 'twice'])
		await db.insert('line_event', columns, rows.join('\n'), token);
	const from = base - HOUR_MS;
	const periods = [
		{ from, to: base + 10 * MINUTE_MS },
		{ from: base + 10 * MINUTE_MS, to: base + 3 * HOUR_MS }
	];
	const found = await lineSpans(db, {
		...{ from, to: base + 3 * HOUR_MS, periods, condition: "site = '429004'", parameters: {} }
	});
	const byBoot = (spans: readonly { readonly boot: string }[]) =>
		spans.toSorted((a, b) => (a.boot < b.boot ? -1 : 1));
	expect(byBoot(found[0]?.spans ?? [])).toEqual(byBoot(spansOf(events, periods)));
});
