/** Dead letters tried again, from the message to the figures and the ledger. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS, formatInstant } from '#domain/time.ts';
import { accepted, mailNo, scan } from '../support/events.ts';
import { mosquittoPub } from '../support/mqtt-clients.ts';
import { startYoukan, type TestYoukan } from '../support/youkan.ts';
import { eventually, pause } from '../support/wait.ts';

let youkan: TestYoukan;

beforeAll(async () => {
	youkan = await startYoukan({ broker: 'mosquitto' });
});
afterAll(() => youkan.stop());

const publish = (value: unknown, device = 'pda-1') =>
	mosquittoPub(
		youkan.broker.port,
		`youkan/v1/42/420106/${device}/scan`,
		typeof value === 'string' ? value : JSON.stringify(value)
	);

async function replay(body: unknown, token = youkan.token) {
	const answer = await fetch(`${youkan.url}/api/v1/dead-letters/replay`, {
		method: 'POST',
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		body: JSON.stringify(body)
	});
	return {
		status: answer.status,
		body: (await answer.json()) as Readonly<Record<string, unknown>>
	};
}

interface Letters {
	readonly items: readonly { readonly id: string; readonly replayedAt: string | null }[];
	readonly total: number;
}
const letters = (query: string) => youkan.get(`/api/v1/dead-letters?${query}`) as Promise<Letters>;
const count = async (sql: string) => Number(await youkan.clickhouse.query(`SELECT ${sql}`));

async function lettersOf(query: string, total: number): Promise<Letters> {
	let found: Letters | undefined;
	await eventually('the letters are there', async () => {
		found = await letters(query);
		return found.total === total;
	});
	return found as Letters;
}

describe('a letter that is good now', () => {
	// Its clock was a day and some seconds ahead: a moment later it is merely suspect.
	const ahead = 6_000;

	it('is stored once, however often it is tried, and the ledger moves it', async () => {
		const sent = Date.now();
		await publish([
			accepted('b', 1, sent, { mailNo: mailNo(1) }),
			scan('b', 2, sent + DAY_MS + ahead, {
				...{ mailNo: mailNo(1), event: 'delivered', signedBy: 'recipient' }
			})
		]);
		const [letter] = (await lettersOf('reason=clock', 1)).items;
		expect(await replay({ ids: [letter?.id] })).toEqual({
			status: 200,
			body: { replayed: 1, stored: 0, refused: 1 }
		});
		expect((await letters('reason=clock')).items[0]?.replayedAt).toBeNull();

		await pause(Math.max(0, sent + ahead + 500 - Date.now()));
		const done = { status: 200, body: { replayed: 1, stored: 1, refused: 0 } };
		expect(await replay({ ids: [letter?.id] })).toEqual(done);
		expect(await replay({ ids: [letter?.id] })).toEqual(done);
		expect(await replay({ reason: 'clock' })).toMatchObject({ body: { replayed: 0 } });
		expect(await count(`count() FROM youkan.scan_event WHERE device = 'pda-1'`)).toBe(2);
		const after = await letters('reason=clock');
		expect(after.items[0]?.replayedAt).not.toBeNull();
		expect(after.total).toBe(1);
		expect(await count(`copies FROM youkan.dead_letter WHERE reason = 'clock'`)).toBe(1);

		expect(await youkan.get(`/api/v1/items/${mailNo(1)}`)).toMatchObject({
			status: 'delivered',
			events: [{ event: 'accepted' }, { event: 'delivered', clockSuspect: true }]
		});
		await eventually('the wall has it', async () => {
			const summary = (await youkan.get('/api/v1/summary')) as Readonly<Record<string, unknown>>;
			return summary['delivered'] === 1;
		});
		interface Ledger {
			readonly items: readonly Readonly<Record<'stored' | 'rejected', number>>[];
		}
		const [from, to] = [sent - DAY_MS, sent + 2 * DAY_MS].map((at) =>
			encodeURIComponent(formatInstant(at))
		);
		const path = `/api/v1/ledger?device=pda-1&from=${from}&to=${to}`;
		const ledger = (await youkan.get(path)) as Ledger;
		const sum = (of: 'stored' | 'rejected') => ledger.items.reduce((all, row) => all + row[of], 0);
		expect([sum('stored'), sum('rejected')]).toEqual([2, 0]);
	});
});

describe('a letter that is still bad', () => {
	it('stays, and is counted as refused', async () => {
		await publish('not JSON', 'pda-2');
		await publish(accepted('b', 1, Date.now(), { mailNo: mailNo(2) }), 'pda-2');
		await eventually(
			'it is stored',
			async () => (await count(`count() FROM youkan.scan_event WHERE device = 'pda-2'`)) === 1
		);
		await publish(accepted('b', 1, Date.now(), { mailNo: mailNo(3) }), 'pda-2');
		await lettersOf('device=pda-2', 2);
		for (const reason of ['not_json', 'identity'])
			expect(await replay({ reason })).toMatchObject({
				body: { replayed: 1, stored: 0, refused: 1 }
			});
		expect(await count(`count() FROM youkan.scan_event WHERE device = 'pda-2'`)).toBe(1);
	});

	it('is counted by reason and device', async () => {
		const counts = (await youkan.get('/api/v1/dead-letters/counts')) as {
			readonly items: readonly object[];
			readonly total: number;
		};
		expect(counts.total).toBe((await letters('')).total);
		expect(counts.items).toContainEqual({
			...{ reason: 'identity', site: '420106', device: 'pda-2', letters: 1, copies: 1, replayed: 0 }
		});
	});
});

describe('a call of replay', () => {
	it.each([
		['neither ids nor a reason', {}, 400, 'ids'],
		['an unknown reason', { reason: 'mood' }, 400, 'reason'],
		['what is no id', { ids: ['x'] }, 400, 'ids']
	])('with %s is refused', async (_name, body, status, field) => {
		expect(await replay(body)).toMatchObject({ status, body: { error: { field } } });
	});

	it('is not for walls, and says what it needs', async () => {
		expect((await replay({ reason: 'clock' }, youkan.wallToken)).status).toBe(403);
		const plain = await fetch(`${youkan.url}/api/v1/dead-letters/replay`, {
			method: 'POST',
			headers: { authorization: `Bearer ${youkan.token}` },
			body: 'x'
		});
		expect(plain.status).toBe(415);
	});
});
