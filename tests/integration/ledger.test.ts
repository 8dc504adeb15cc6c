/** The ledger on real parts: what devices counted, and what became of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, floorTo, formatInstant } from '#domain/time.ts';
import { scan } from '../support/events.ts';
import { ask, at, openLive } from '../support/live.ts';
import { mosquittoPub } from '../support/mqtt-clients.ts';
import { startYoukan, type TestYoukan } from '../support/youkan.ts';
import { eventually } from '../support/wait.ts';

let youkan: TestYoukan;
const SITE = '420106';

beforeAll(async () => {
	youkan = await startYoukan({ broker: 'mosquitto' });
});
afterAll(() => youkan.stop());

interface Row {
	readonly site: string;
	readonly device: string;
	readonly stream: string;
	readonly hour: string;
	readonly advance: number;
	readonly stored: number;
	readonly rejected: number;
	readonly missing: number;
	readonly duplicate: number;
	readonly conflict: number;
	readonly revised: boolean;
}
interface Page {
	readonly items: readonly Row[];
	readonly next: string | null;
	readonly total: number;
	readonly asOf: string;
}

const ledger = async (query: string) => (await youkan.get(`/api/v1/ledger?${query}`)) as Page;
const query = (sql: string) => youkan.clickhouse.query(sql);

const publish = (device: string, value: unknown, stream = 'scan') =>
	mosquittoPub(
		youkan.broker.port,
		`youkan/v1/42/${SITE}/${device}/${stream}`,
		typeof value === 'string' ? value : JSON.stringify(value)
	);

const counted = async (sql: string, count: number) =>
	eventually(`${count} of ${sql}`, async () => Number(await query(`SELECT ${sql}`)) === count);

const stored = (device: string, count: number) =>
	counted(`count() FROM youkan.scan_event FINAL WHERE device = '${device}'`, count);

/** Adds to everything of a device that it came two minutes before: nothing of it may still fill. */
async function age(device: string): Promise<void> {
	for (const table of ['scan_event', 'device_status', 'dead_letter_row'])
		await query(`INSERT INTO youkan.${table}
			SELECT * REPLACE (received_at - INTERVAL 2 MINUTE AS received_at) FROM youkan.${table}
			WHERE device = '${device}'`);
}

const sums = async (device: string) => {
	const { items } = await ledger(`device=${device}`);
	const sum = (name: 'advance' | 'stored' | 'rejected' | 'missing') =>
		items.reduce((n, row) => n + row[name], 0);
	expect(sum('advance')).toBe(sum('stored') + sum('rejected') + sum('missing'));
	return [sum('stored'), sum('rejected'), sum('missing')];
};

describe('the vectors of the contract', () => {
	const now = Date.now() - 1_000;
	const bad = (seq: number) => scan('b', seq, now, { event: 'eaten' });

	it.each([
		['v1', [[6, 8, 7, 9]], 4, [4, 0, 0]],
		['v2', [[6, 8, 9]], 3, [3, 0, 1]]
	])('first boot %s', async (device, messages, count, balance) => {
		for (const seqs of messages)
			await publish(
				device,
				seqs.map((seq) => scan('b', seq, now))
			);
		await stored(device, count);
		await age(device);
		expect(await sums(device)).toEqual(balance);
	});

	it('a later boot 6,8,9 misses six', async () => {
		await publish('v3', scan('b0', 17, now));
		await stored('v3', 1);
		await publish(
			'v3',
			[6, 8, 9].map((seq) => scan('b1', seq, now))
		);
		await stored('v3', 4);
		await age('v3');
		expect(await sums('v3')).toEqual([4, 0, 6]);
	});

	it('a bad field is rejected, what is no JSON is missing', async () => {
		await publish('v4', [scan('b', 1, now), scan('b', 2, now), bad(3), scan('b', 4, now)]);
		await stored('v4', 3);
		await age('v4');
		expect(await sums('v4')).toEqual([3, 1, 0]);
		await publish('v5', [scan('b', 1, now), scan('b', 2, now)]);
		await publish('v5', 'not JSON');
		await publish('v5', scan('b', 4, now));
		await stored('v5', 3);
		await age('v5');
		expect(await sums('v5')).toEqual([3, 0, 1]);
	});

	it('is not missing before a minute has passed, and not when it came late', async () => {
		await publish('late', [scan('b', 1, now), scan('b', 4, now)]);
		await stored('late', 2);
		expect(await sums('late')).toEqual([2, 0, 0]);
		await age('late');
		expect(await sums('late')).toEqual([2, 0, 2]);
		await publish('late', scan('b', 3, now));
		await stored('late', 3);
		expect(await sums('late')).toEqual([3, 0, 1]);
		await publish('late', [scan('b', 5, now), scan('b', 8, now)]);
		await stored('late', 5);
		expect(await sums('late')).toEqual([5, 0, 1]);
	});

	it('is rejected until it is stored, in the hour of its own time', async () => {
		const before = now - 2 * HOUR_MS;
		await publish('mended', [scan('b', 1, before), scan('b', 2, before, { event: 'eaten' })]);
		await publish('mended', scan('b', 3, before));
		await stored('mended', 2);
		expect(await sums('mended')).toEqual([2, 1, 0]);
		await publish('mended', scan('b', 2, now));
		await stored('mended', 3);
		const { items, total } = await ledger('device=mended');
		expect(items.map((row) => [row.hour, row.stored, row.rejected])).toEqual([
			[formatInstant(floorTo(now, HOUR_MS)), 1, 0],
			[formatInstant(floorTo(before, HOUR_MS)), 2, 0]
		]);
		expect(total).toBe(2);
	});

	it('counts what a device named as its last, also of a boot of which nothing came', async () => {
		const status = (boot: string, last: number) =>
			publish(
				'named',
				{ online: false, at: formatInstant(now), boot, last: { scan: last } },
				'status'
			);
		await status('b0', 40);
		await counted(`count() FROM youkan.device_status WHERE device = 'named'`, 1);
		await publish('named', [scan('b1', 1, now), scan('b1', 2, now)]);
		await stored('named', 2);
		await status('b1', 5);
		await status('b2', 3);
		await counted(`count() FROM youkan.device_status WHERE device = 'named'`, 3);
		expect(await sums('named')).toEqual([2, 0, 0]);
		await age('named');
		expect(await sums('named')).toEqual([2, 0, 6]);
	});
});

describe('the list', () => {
	it('counts four thousand million missing without a pause', async () => {
		const now = Date.now();
		await publish('huge', [scan('b', 1, now), scan('b', 4_294_967_295, now)]);
		await stored('huge', 2);
		await age('huge');
		const begun = performance.now();
		expect(await sums('huge')).toEqual([2, 0, 4_294_967_293]);
		expect(performance.now() - begun).toBeLessThan(5_000);
	});

	it('has what came again beside the balance, also in an hour of nothing else', async () => {
		const hour = floorTo(Date.now() - 3 * HOUR_MS, HOUR_MS);
		await query(`INSERT INTO youkan.seq_extra VALUES
			('${SITE}', 'again', 'line', fromUnixTimestamp(${hour / 1000}), 3, 1)`);
		const { items, total } = await ledger('device=again');
		const nothing = { advance: 0, stored: 0, rejected: 0, missing: 0 };
		expect(items).toEqual([
			{
				...{ site: SITE, device: 'again', stream: 'line', hour: formatInstant(hour) },
				...{ ...nothing, duplicate: 3, conflict: 1, revised: false }
			}
		]);
		expect(total).toBe(1);
	});

	it('goes page by page, newest hour first, each row once', async () => {
		const now = Date.now();
		for (const device of ['p1', 'p2']) {
			const hours = [0, 1, 2, 3].map((back) => scan('b', 9 - back, now - back * HOUR_MS));
			await publish(device, hours);
			await stored(device, 4);
		}
		const whole = await ledger('limit=1000');
		const pages: Row[] = [];
		let page = await ledger('limit=3');
		for (;;) {
			expect(page).toMatchObject({ total: whole.total });
			pages.push(...page.items);
			if (page.next === null) break;
			page = await ledger(`limit=3&cursor=${page.next}`);
		}
		expect(pages.length).toBe(whole.total);
		expect(pages).toEqual(whole.items);
		const order = pages.map((row) => [-Date.parse(row.hour), row.device, row.stream].join(' '));
		expect(new Set(order).size).toBe(pages.length);
		const hours = pages.map((row) => Date.parse(row.hour));
		expect(hours).toEqual(hours.toSorted((a, b) => b - a));
		const one = await ledger(
			`device=p1&from=${encodeURIComponent(formatInstant(now - HOUR_MS))}&to=${encodeURIComponent(formatInstant(now))}`
		);
		expect(one.items.map((row) => row.hour)).toEqual([
			formatInstant(floorTo(now, HOUR_MS) - HOUR_MS)
		]);
	});

	it('says which hours changed after their day was closed', async () => {
		const day = floorTo(Date.now(), DAY_MS) - 2 * DAY_MS;
		await publish('old', scan('b', 1, day + HOUR_MS));
		await stored('old', 1);
		const from = encodeURIComponent(formatInstant(day));
		const { items } = await ledger(`device=old&from=${from}`);
		expect(items).toMatchObject([{ stored: 1, revised: true }]);
		expect((await ledger('device=v1')).items).toMatchObject([{ revised: false }]);
		// Sent again later, which changes nothing.
		await query('SYSTEM STOP MERGES youkan.scan_event');
		for (const received of [day + HOUR_MS, Date.now()])
			await query(`INSERT INTO youkan.scan_event (site, device, boot, seq, at, received_at) VALUES
				('${SITE}', 'sent-again', 'b', 1, fromUnixTimestamp64Milli(${day}), fromUnixTimestamp64Milli(${received}))`);
		const again = await ledger(`device=sent-again&from=${from}`);
		expect(again.items).toMatchObject([{ stored: 1, revised: false }]);
		await query('SYSTEM START MERGES youkan.scan_event');
	});
});

describe('who sees it', () => {
	const call = (token: string, search: string) =>
		fetch(`${youkan.url}/api/v1/ledger?${search}`, {
			headers: { authorization: `Bearer ${token}` }
		});

	it('is not for walls, nor for another scope', async () => {
		expect((await call(youkan.wallToken, '')).status).toBe(403);
		expect((await call(youkan.token, 'scope=99')).status).toBe(400);
		expect((await call('nobody', '')).status).toBe(401);
	});

	it('is live for those who may see it', async () => {
		const wall = openLive(youkan.url, youkan.wallToken);
		const own = openLive(youkan.url, youkan.token);
		try {
			const asked = { view: 'ledger', scope: '42' };
			expect(await ask(wall, 'subscribe', asked)).toMatchObject({ error: { code: 'not_found' } });
			const answer = (await ask(own, 'subscribe', asked)) as { state: Record<string, never> };
			const hour = (await ledger('device=v2')).items[0];
			const key = `${SITE} v2 scan ${hour?.hour ?? ''}`;
			expect((at(answer.state, 'items') as Record<string, unknown>)[key]).toEqual(hour);
			expect(at(answer.state, 'completeness')).toMatchObject({
				numerator: expect.any(Number) as number
			});
			const refused = await ask(own, 'subscribe', { ...asked, project: 'ID' });
			expect(refused).toMatchObject({ error: { code: 'bad_request' } });
		} finally {
			wall.close();
			own.close();
		}
	});
});

it('is the completeness of the summary', async () => {
	const { items } = await ledger('limit=1000&scope=42');
	const sum = (name: 'stored' | 'advance') => items.reduce((n, row) => n + row[name], 0);
	const { completeness } = (await youkan.get('/api/v1/summary?scope=42')) as {
		completeness: Record<string, number>;
	};
	expect(completeness).toEqual({
		numerator: sum('stored'),
		denominator: sum('advance'),
		value: sum('stored') / sum('advance')
	});
	const empty = (await youkan.get('/api/v1/summary?scope=43')) as { completeness: object };
	expect(empty.completeness).toEqual({ numerator: 0, denominator: 0, value: null });
});
