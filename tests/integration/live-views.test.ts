/** The live views beside the wall: what they show is what the API answers. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, floorTo, formatInstant } from '#domain/time.ts';
import { accepted, mailNo, scan } from '../support/events.ts';
import { ask, at, follow, openLive } from '../support/live.ts';
import { mosquittoPub } from '../support/mqtt-clients.ts';
import { startYoukan, type TestYoukan } from '../support/youkan.ts';
import { eventually } from '../support/wait.ts';

let youkan: TestYoukan;

beforeAll(async () => {
	youkan = await startYoukan({ broker: 'mosquitto' });
});
afterAll(() => youkan.stop());

const publish = (path: string, value: unknown) =>
	mosquittoPub(youkan.broker.port, `youkan/v1/${path}`, JSON.stringify(value));

/** Within one city an item is due at 18:00 of the day after: this one was due last. */
function lastAcceptance(now: number): number {
	const today = floorTo(now, DAY_MS);
	return now >= today + 18 * HOUR_MS ? today - DAY_MS + HOUR_MS : today - 2 * DAY_MS + HOUR_MS;
}

it('the ranking moves when an item is delivered in time, and falls with one that is not', async () => {
	const socket = openLive(youkan.url, youkan.token);
	const ranking = await follow(socket, 'ranking', 'cn');
	expect(at(ranking.state, 'provinces.42.numerator')).toBe(0);
	const start = lastAcceptance(Date.now());
	const items = Array.from({ length: 40 }, (_, i) => i + 1);
	await publish(
		'42/420106/pda-1/scan',
		items.map((n) => accepted('b', n, start, { mailNo: mailNo(n) }))
	);
	await publish(
		'42/420106/pda-2/scan',
		items
			.slice(1)
			.map((n) =>
				scan('b', n, start + HOUR_MS, { mailNo: mailNo(n), event: 'delivered', signedBy: 'code' })
			)
	);
	await eventually('it is ranked', () => at(ranking.state, 'provinces.42.denominator') === 40);
	await eventually(
		'all that came is in it',
		() => at(ranking.state, 'provinces.42.numerator') === 39
	);
	expect(at(ranking.state, 'provinces.42')).toMatchObject({ rank: 1, value: 0.975, name: '湖北' });
	expect(at(ranking.state, 'provinces.31.rank')).toBeUndefined();
	expect(ranking.gaps).toEqual([]);
	const { items: rows } = (await youkan.get('/api/v1/ranking?window=24h')) as {
		readonly items: readonly object[];
	};
	expect(rows[0]).toMatchObject({ province: '42', rank: 1, numerator: 39, denominator: 40 });
	socket.close();
});

it('the lines are there for walls, too, each as the API tells it', async () => {
	const socket = openLive(youkan.url, youkan.wallToken);
	const lines = await follow(socket, 'lines', '42');
	const report = { boot: 'b', seq: 1, at: formatInstant(Date.now() - MINUTE_MS), state: 'Held' };
	await publish('42/420106/line-1/line', { ...report, fault: 'jam', total: 5, ratedPerHour: 900 });
	await eventually('it is seen', () => at(lines.state, 'lines.420106 line-1.state') === 'Held');
	expect(at(lines.state, 'lines.420106 line-1')).toMatchObject({
		fault: 'jam',
		rated: 900,
		good: 5
	});
	socket.close();
});

it('a wall is not shown the ledger', async () => {
	const socket = openLive(youkan.url, youkan.wallToken);
	const answer = await ask(socket, 'subscribe', { view: 'ledger', scope: 'cn' });
	expect(answer).toMatchObject({ error: {} });
	socket.close();
});
