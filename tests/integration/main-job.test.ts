/** The main job on real parts: Mosquitto, ClickHouse, ingest and server as processes of their own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS, dayOf, floorTo, formatInstant } from '#domain/time.ts';
import { accepted, mailNo, scan } from '../support/events.ts';
import { at, followWall, openLive } from '../support/live.ts';
import { mosquittoPub } from '../support/mqtt-clients.ts';
import { startYoukan, type TestYoukan } from '../support/youkan.ts';
import { eventually } from '../support/wait.ts';

const DEVICE = 'youkan/v1/42/420106/pda-1';
let youkan: TestYoukan;

beforeAll(async () => {
	youkan = await startYoukan({ broker: 'mosquitto' });
});
afterAll(() => youkan.stop());

const publish = (stream: string, value: unknown, options = {}) =>
	mosquittoPub(youkan.broker.port, `${DEVICE}/${stream}`, JSON.stringify(value), options);

const count = async (sql: string) => Number(await youkan.clickhouse.query(`SELECT ${sql}`));

interface Summary {
	readonly accepted: number;
	readonly delivered: number;
	readonly attempted: number;
	readonly perHour: Readonly<Record<string, number>>;
}

describe('a message of a foreign client', () => {
	it('is stored, answered by the API and seen on the socket', async () => {
		const socket = openLive(youkan.url, youkan.token);
		const wall = await followWall(socket);
		const now = Date.now();
		await publish('scan', accepted('b1', 1, now));
		await publish('scan', [
			scan('b1', 2, now, { mailNo: mailNo(1), event: 'attempted', reason: 'absent' }),
			scan('b1', 3, now, { mailNo: mailNo(1), event: 'delivered', signedBy: 'recipient' })
		]);
		await eventually('it is on the wall', () => at(wall.state, 'summary.delivered') === 1, 3_000);
		expect(at(wall.state, 'summary')).toMatchObject({ accepted: 1, attempted: 1 });
		await eventually('so are the scans', () => at(wall.state, 'provinces.42.perHour') === 3, 3_000);
		expect(at(wall.state, 'provinces.42.accepted')).toBe(1);
		const bucket = formatInstant(floorTo(now, 300_000));
		expect(at(wall.state, `throughput.${bucket}`)).toBe(3);
		socket.close();

		expect(await count('count() FROM youkan.scan_event FINAL')).toBe(3);
		const summary = (await youkan.get(`/api/v1/summary?date=${dayOf(now)}`)) as Summary;
		expect(summary).toMatchObject({ accepted: 1, delivered: 1, attempted: 1 });
		expect(Object.keys(summary.perHour)).toHaveLength(16);
		expect(summary.perHour).toMatchObject({ accepted: 1, delivered: 1, attempted: 1, sorted: 0 });
		const { items } = (await youkan.get('/api/v1/throughput')) as { items: { count: number }[] };
		expect(items).toHaveLength(60);
		expect(items.reduce((sum, bucketOf) => sum + bucketOf.count, 0)).toBe(3);
	});

	it('counts once, however often it is sent, also when ingest was killed in between', async () => {
		const event = accepted('b2', 1, Date.now(), { mailNo: mailNo(2) });
		await publish('scan', [event, event]);
		await publish('scan', event);
		await marked(2);
		await youkan.ingest.kill();
		await youkan.restartIngest();
		await publish('scan', event);
		await marked(3);
		expect(await count(`count() FROM youkan.scan_event WHERE boot = 'b2' AND seq = 1`)).toBe(1);
		const items = `uniqExact(mail_key) FROM youkan.item_event WHERE event = 'accepted'`;
		expect(await count(items)).toBe(2);
	});

	it('is a dead letter under an identity that another has, also when ingest was killed in between', async () => {
		const other = scan('b2', 1, Date.now(), { mailNo: mailNo(2), event: 'sorted' });
		await publish('scan', other);
		await youkan.ingest.kill();
		await youkan.restartIngest();
		await publish('scan', { ...other, event: 'departed' });
		await eventually('both are dead letters', async () => {
			const found = `count() FROM youkan.dead_letter WHERE reason = 'identity' AND boot = 'b2' AND seq = 1`;
			return (await count(found)) === 2;
		});
		expect(await count(`count() FROM youkan.scan_event WHERE boot = 'b2' AND seq = 1`)).toBe(1);
	});

	/** Publishes one more event of the boot b2 and waits until it is stored: what came before it is, too. */
	async function marked(seq: number): Promise<void> {
		await publish('scan', scan('b2', seq, Date.now(), { mailNo: mailNo(2) }));
		await eventually('the last is there', async () => {
			const last = `count() FROM youkan.scan_event WHERE boot = 'b2' AND seq = ${seq}`;
			return (await count(last)) === 1;
		});
	}

	it('of every other stream is stored', async () => {
		const stamp = (seq: number) => ({ boot: 's', seq, at: formatInstant(Date.now()) });
		await publish('line', { ...stamp(1), state: 4, numbering: 'packtags', total: 10 });
		await publish('line', { ...stamp(2), state: 4, numbering: 'opc30060', total: 20 });
		await publish('vehicle', { ...stamp(1), phase: 'departed', lat: 30.5, lon: 114.3 });
		await publish('station', {
			...stamp(1),
			kind: 'outlet',
			event: 'issued',
			count: 7,
			project: 'ID'
		});
		await publish('order', { ...stamp(1), channel: '12123', event: 'created', count: 3 });
		const streams = ['line_event', 'vehicle_event', 'station_event', 'order_event'];
		await eventually('all are stored', async () => {
			const found = await Promise.all(
				streams.map((table) => count(`count() FROM youkan.${table}`))
			);
			return found.join() === '2,1,1,1';
		});
		const states = await youkan.clickhouse.query(
			'SELECT state FROM youkan.line_event ORDER BY seq'
		);
		expect(states).toBe('Idle\nExecute\n');
	});

	it('about a device becomes its state; a retained copy is no news', async () => {
		const state = () =>
			youkan.clickhouse.query(
				`SELECT is_online, latest_boot FROM youkan.device_state WHERE device = 'pda-1'`
			);
		const born = { online: true, at: formatInstant(Date.now()), boot: 's' };
		await publish('status', born, { retain: true });
		await eventually('born', async () => (await state()) === 'true\ts\n');
		await publish(
			'status',
			{ online: false, at: formatInstant(Date.now() - 60_000) },
			{ retain: true }
		);
		await eventually('gone', async () => (await state()) === 'false\t\n');
		const rows = await count('count() FROM youkan.device_status');
		await youkan.ingest.kill();
		await youkan.restartIngest();
		await publish('scan', scan('b3', 1, Date.now()));
		await eventually(
			'ingest is back',
			async () => (await count(`count() FROM youkan.scan_event WHERE boot = 'b3'`)) === 1
		);
		expect(await count('count() FROM youkan.device_status')).toBe(rows);
	});
});

describe('what cannot be accepted', () => {
	const now = Date.now();
	const good = (seq: number) => scan('d', seq, now);
	const deep = `${'['.repeat(17)}${']'.repeat(17)}`;
	const cases: readonly (readonly [reason: string, topic: string, payload: string | Buffer])[] = [
		['topic', 'youkan/v1/42/310101/pda-1/scan', JSON.stringify(good(1))],
		['topic', 'youkan/v1/nonsense', 'x'],
		['too_large', `${DEVICE}/scan`, ' '.repeat(256 * 1024 + 1)],
		['not_json', `${DEVICE}/scan`, '{"boot":'],
		['not_json', `${DEVICE}/scan`, Buffer.from([0x22, 0xff, 0x22])],
		['not_json', `${DEVICE}/scan`, `\uFEFF${JSON.stringify(good(2))}`],
		['not_json', `${DEVICE}/scan`, deep],
		['not_json', `${DEVICE}/scan`, '[]'],
		[
			'too_many',
			`${DEVICE}/scan`,
			JSON.stringify(Array.from({ length: 501 }, (_, i) => good(i + 1)))
		],
		['field:boot', `${DEVICE}/scan`, JSON.stringify({ ...good(3), boot: '' })],
		['field:seq', `${DEVICE}/scan`, JSON.stringify({ ...good(4), seq: 0 })],
		['field:at', `${DEVICE}/scan`, JSON.stringify({ ...good(5), at: '2026-02-30T00:00:00Z' })],
		['clock', `${DEVICE}/scan`, JSON.stringify(scan('d', 6, now + 2 * DAY_MS))],
		['clock', `${DEVICE}/scan`, JSON.stringify(scan('d', 7, now - 500 * DAY_MS))],
		['field:mailNo', `${DEVICE}/scan`, JSON.stringify({ ...good(8), mailNo: 'RR473124828CN' })],
		['field:event', `${DEVICE}/scan`, JSON.stringify({ ...good(9), event: 'eaten' })],
		[
			'field:carrier.kind',
			`${DEVICE}/scan`,
			JSON.stringify({ ...good(10), carrier: { kind: 'ufo' } })
		],
		[
			'field:state',
			`${DEVICE}/line`,
			JSON.stringify({ boot: 'd', seq: 1, at: formatInstant(now), state: 'Lost' })
		]
	];

	it('is a dead letter each, with its reason, and what came with it is kept', async () => {
		const before = await count('count() FROM youkan.dead_letter');
		for (const [, topic, payload] of cases) await mosquittoPub(youkan.broker.port, topic, payload);
		await publish('scan', [good(20), { ...good(21), mailNo: 1 }, good(22)]);
		const found = async () =>
			(
				await youkan.clickhouse.query(
					'SELECT reason FROM youkan.dead_letter ORDER BY received_at, reason'
				)
			)
				.split('\n')
				.slice(before, -1);
		await eventually('all are there', async () => (await found()).length === cases.length + 1);
		expect((await found()).sort()).toEqual([...cases.map(([r]) => r), 'field:mailNo'].sort());
		expect(await count(`count() FROM youkan.scan_event WHERE boot = 'd' AND seq IN (20, 22)`)).toBe(
			2
		);
		const kept = `payload FROM youkan.dead_letter WHERE boot = 'd' AND seq = 21`;
		expect(await youkan.clickhouse.query(`SELECT ${kept}`)).toContain('"mailNo":1');
		expect(youkan.ingest.isRunning).toBe(true);
	});

	it('raises the copies of its row when it comes again', async () => {
		const copies = () => count(`sum(copies) FROM youkan.dead_letter WHERE reason = 'field:event'`);
		const rows = await count('count() FROM youkan.dead_letter');
		const [, topic = '', payload = ''] = cases.find(([reason]) => reason === 'field:event') ?? [];
		await mosquittoPub(youkan.broker.port, topic, payload);
		await eventually('two copies', async () => (await copies()) === 2);
		expect(await count('count() FROM youkan.dead_letter')).toBe(rows);
	});

	it('is listed page by page, and shown with its payload', async () => {
		interface Letter {
			readonly id: string;
			readonly reason: string;
			readonly seq: number;
			readonly copies: number;
		}
		interface Letters {
			readonly items: readonly Letter[];
			readonly next: string | null;
			readonly total: number;
		}
		const stored = await count('count() FROM youkan.dead_letter');
		const seen: Letter[] = [];
		let next: string | null = '';
		while (next !== null) {
			const page = (await youkan.get(`/api/v1/dead-letters?limit=4&cursor=${next}`)) as Letters;
			expect(page.total).toBe(stored);
			seen.push(...page.items);
			({ next } = page);
		}
		expect(new Set(seen.map(({ id }) => id)).size).toBe(stored);
		expect(seen).toHaveLength(stored);
		const chosen = (await youkan.get('/api/v1/dead-letters?reason=field:event')) as Letters;
		expect(chosen.items).toMatchObject([{ reason: 'field:event', seq: 9, copies: 2 }]);
		const eaten = cases.find(([reason]) => reason === 'field:event')?.[2];
		const one = await youkan.get(`/api/v1/dead-letters/${chosen.items[0]?.id ?? ''}`);
		expect(one).toMatchObject({ reason: 'field:event', payload: eaten });
		await expect(youkan.get('/api/v1/dead-letters/0')).rejects.toThrow('404');
	});
});
