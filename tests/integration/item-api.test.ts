/** One item, from the messages of its devices to the answer about it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOUR_MS, formatInstant } from '#domain/time.ts';
import { accepted, mailNo, scan } from '../support/events.ts';
import { mosquittoPub } from '../support/mqtt-clients.ts';
import { startYoukan, type TestYoukan } from '../support/youkan.ts';
import { eventually } from '../support/wait.ts';

let youkan: TestYoukan;
const START = Math.floor(Date.now() / 1000) * 1000 - 3 * HOUR_MS;

beforeAll(async () => {
	youkan = await startYoukan({ broker: 'mosquitto' });
});
afterAll(() => youkan.stop());

const publish = (device: string, value: object) =>
	mosquittoPub(youkan.broker.port, `youkan/v1/${device}/scan`, JSON.stringify(value));

interface Item {
	readonly status: string;
	readonly events: readonly Readonly<Record<string, unknown>>[];
}

const get = (path: string) => youkan.get(path) as Promise<Item & Readonly<Record<string, unknown>>>;

async function itemWith(number: string, events: number): Promise<Item> {
	let item: Item | undefined;
	await eventually('all events of the item are stored', async () => {
		item = await get(`/api/v1/items/${number}`).catch(() => undefined);
		return item?.events.length === events;
	});
	return item as Item;
}

it('is told with its deadline, its segments and every event, out of order as they came', async () => {
	const item = mailNo(1);
	await publish('42/420106/pda-1', [
		scan('b', 3, START + 2 * HOUR_MS, {
			...{ mailNo: item, event: 'delivered', signedBy: 'proxy' },
			...{ carrier: { kind: 'postman', id: 'p-7' } }
		}),
		scan('b', 2, START + HOUR_MS, { mailNo: item, event: 'out_for_delivery' })
	]);
	await publish('42/420106/pda-1', accepted('b', 1, START, { mailNo: item, fee: 0, wave: 'W15' }));
	const found = await itemWith(item, 3);
	expect(found).toMatchObject({
		...{ mailNo: item, status: 'delivered', project: 'ID', originSite: '420106', dest: '420106' },
		...{ acceptedAt: formatInstant(START), deliveredAt: formatInstant(START + 2 * HOUR_MS) },
		deadline: { rule: 'wave-w15', version: 1, calendarKnown: true },
		segments: [
			{ segment: 'acceptance', seconds: 3_600, open: false },
			{ segment: 'delivery', seconds: 3_600, to: formatInstant(START + 2 * HOUR_MS) }
		],
		...{ faults: [], alerts: [], lines: [] },
		events: [
			{ event: 'accepted', seq: 1, wave: 'W15', fee: 0, corrected: false },
			{ event: 'out_for_delivery', seq: 2, site: '420106', device: 'pda-1', boot: 'b' },
			{ event: 'delivered', signedBy: 'proxy', carrier: { kind: 'postman', id: 'p-7' } }
		]
	});
});

it('leaves out of the fold what the device corrects, and still shows it', async () => {
	const item = mailNo(2);
	await publish('42/420106/pda-2', [
		accepted('b', 1, START, { mailNo: item }),
		scan('b', 2, START + 1_000, { mailNo: item, event: 'delivered', signedBy: 'recipient' })
	]);
	expect((await itemWith(item, 2)).status).toBe('delivered');
	const before = await get('/api/v1/summary?scope=42');
	// The right item of the wrong delivery: the correction names another mail number.
	await publish(
		'42/420106/pda-2',
		scan('b', 3, START + 1_000, {
			...{ mailNo: mailNo(3), event: 'delivered', signedBy: 'recipient' },
			corrects: { boot: 'b', seq: 2 }
		})
	);
	await itemWith(mailNo(3), 1);
	await eventually('it is open again', async () => (await itemWith(item, 2)).status === 'open');
	expect(await itemWith(item, 2)).toMatchObject({
		...{ status: 'open', deliveredAt: null },
		events: [
			{ event: 'accepted', corrected: false },
			{ event: 'delivered', corrected: true }
		]
	});
	// The other item was never accepted: it has no destination yet, so Hubei lost one.
	await eventually('the figure follows', async () => {
		const after = await get('/api/v1/summary?scope=42');
		return after['delivered'] === Number(before['delivered']) - 1;
	});
});

it('without an acceptance is known, and says so', async () => {
	const item = mailNo(4);
	await publish('31/310104/pda-1', scan('b', 1, START, { mailNo: item, event: 'departed' }));
	expect(await itemWith(item, 1)).toMatchObject({
		...{ status: 'unaccepted', project: null, originSite: null, dest: null, acceptedAt: null },
		...{ deliveredAt: null, deadline: null },
		faults: [{ kind: 'without_accepted', step: 'accepted', event: 'departed' }]
	});
});

it.each([
	['a number that nobody has', `/api/v1/items/${mailNo(99)}`, 404],
	['what is no mail number', '/api/v1/items/12', 404]
])('answers %s with 404', async (_name, path, status) => {
	await expect(get(path)).rejects.toThrow(`: ${status} `);
});

it('is not for walls', async () => {
	const wall = await fetch(`${youkan.url}/api/v1/items/${mailNo(1)}`, {
		headers: { authorization: `Bearer ${youkan.wallToken}` }
	});
	expect(wall.status).toBe(403);
});
