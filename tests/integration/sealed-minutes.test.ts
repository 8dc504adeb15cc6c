/** Minutes are counted again from their distinct scans, on real parts: the API is asked, as a screen does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS, dayOf, floorTo, formatInstant } from '#domain/time.ts';
import { accepted, mailNo, scan } from '../support/events.ts';
import { mosquittoPub } from '../support/mqtt-clients.ts';
import { eventually } from '../support/wait.ts';
import { startYoukan, type TestYoukan } from '../support/youkan.ts';

/** Two runs of the job at its pace of 15 seconds, and what they take. */
const TWO_RUNS_MS = 40_000;

let youkan: TestYoukan;
beforeAll(async () => {
	youkan = await startYoukan({ broker: 'mosquitto' });
});
afterAll(() => youkan.stop());

const publish = (value: unknown) =>
	mosquittoPub(youkan.broker.port, 'youkan/v1/42/420106/pda-1/scan', JSON.stringify(value));

/** The scans of the minute that begins at `minute`, as the API answers. */
async function counted(minute: number, more = ''): Promise<number> {
	const range = `from=${formatInstant(minute)}&to=${formatInstant(minute + MINUTE_MS)}`;
	const path = `/api/v1/throughput?${range.replaceAll('+', '%2B')}${more}`;
	const { items } = (await youkan.get(path)) as { items: { count: number }[] };
	return items[0]?.count ?? -1;
}

const sealed = (minute: number) =>
	eventually(
		'the minute is sealed',
		async () =>
			(await youkan.clickhouse.query(
				`SELECT count() FROM youkan.scan_minute_sealed FINAL WHERE minute = toDateTime(${minute / 1000})`
			)) === '1\n',
		TWO_RUNS_MS
	);

describe.concurrent('a minute that is over', () => {
	it('is counted from its distinct scans, whatever the live rollup says, with the project of the items', async () => {
		const minute = floorTo(Date.now(), MINUTE_MS) - 5 * MINUTE_MS;
		await publish([
			accepted('b', 1, minute + 1_000, { mailNo: mailNo(1) }),
			scan('b', 2, minute + 2_000, { mailNo: mailNo(1) }),
			scan('b', 3, minute + 3_000, { mailNo: mailNo(2) })
		]);
		await eventually('it is stored', async () => (await counted(minute)) === 3);
		// As after a crash between the parts of one commit: counted twice, and one of a key that was never there.
		await youkan.clickhouse.query(`INSERT INTO youkan.scan_minute VALUES
			(${minute / 1000}, '4201', 'sorted', '', 2), (${minute / 1000}, '1101', 'departed', '', 7)`);
		await sealed(minute);
		await eventually('it is exact', async () => (await counted(minute)) === 3, TWO_RUNS_MS);
		expect(await counted(minute, '&event=departed')).toBe(0);
		expect(await counted(minute, '&project=ID')).toBe(2);
		expect(await counted(minute, '&scope=4201')).toBe(3);
	}, 90_000);

	it('is counted again when a late scan touches it, and gets the project of an item accepted late', async () => {
		const minute = floorTo(Date.now(), MINUTE_MS) - 20 * MINUTE_MS;
		await publish(scan('b', 10, minute + 1_000, { mailNo: mailNo(10) }));
		await sealed(minute);
		expect(await counted(minute)).toBe(1);
		await publish([
			scan('b', 11, minute + 2_000, { mailNo: mailNo(11) }),
			accepted('b', 9, minute - 10 * MINUTE_MS, { mailNo: mailNo(10) })
		]);
		await eventually('it is exact', async () => (await counted(minute)) === 2, TWO_RUNS_MS);
		await eventually(
			'the item is known',
			async () => (await counted(minute, '&project=ID')) === 1,
			TWO_RUNS_MS
		);
	}, 120_000);
});

it('a closed day is marked as revised by a late scan, and no other', async () => {
	const late = Date.now() - 3 * DAY_MS;
	await publish(scan('r', 1, late, { mailNo: mailNo(30) }));
	const revised = async (at: number) => {
		const summary = await youkan.get(`/api/v1/summary?date=${dayOf(at)}`);
		return (summary as { revised: boolean }).revised;
	};
	await eventually('the day is revised', () => revised(late));
	expect([await revised(late - DAY_MS), await revised(Date.now())]).toEqual([false, false]);
});
