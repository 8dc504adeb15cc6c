/** Rules and calendar: published, heard by ingest, and open items decided again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedRules } from '#domain/sla.ts';
import { DAY_MS, dayOf } from '#domain/time.ts';
import {
	calendarAnswer,
	previewRules,
	putCalendar,
	putRules,
	rulesAnswer
} from '#server/api/rules.ts';
import { createClickHouse, type ClickHouse } from '#server/clickhouse/client.ts';
import { systemClock } from '#server/clock.ts';
import { createPolicy, type Policy } from '#server/policy.ts';
import { accepted, mailNo, scan } from '../support/events.ts';
import { mosquittoPub } from '../support/mqtt-clients.ts';
import { startYoukan, type TestYoukan } from '../support/youkan.ts';
import { eventually } from '../support/wait.ts';

let youkan: TestYoukan;
let db: ClickHouse;
let policy: Policy;
const NOW = Math.floor(Date.now() / 1000) * 1000;

beforeAll(async () => {
	youkan = await startYoukan({ broker: 'mosquitto' });
	db = createClickHouse({ url: youkan.clickhouse.url, database: 'youkan' });
	policy = await createPolicy({
		clickhouse: db,
		clock: systemClock,
		log: { warn: () => undefined }
	});
});
afterAll(async () => {
	policy.close();
	await db.close();
	await youkan.stop();
});

const publish = (value: unknown) =>
	mosquittoPub(youkan.broker.port, 'youkan/v1/42/420106/pda-1/scan', JSON.stringify(value));

interface Item {
	readonly status: string;
	readonly deadline: { readonly at: string; readonly rule: string; readonly version: number };
}
const itemOf = (number: number) => youkan.get(`/api/v1/items/${mailNo(number)}`) as Promise<Item>;

const { rules, otherwise } = shippedRules;
/** Everything to another province is due a day later than shipped. */
const slower = { rules, otherwise: { ...otherwise, due: { day: 4, clock: '18:00:00' } } };
const dueOn = (days: number) => `${dayOf(NOW + days * DAY_MS)}T18:00:00+08:00`;

describe('the rules', () => {
	it('are those that Youkan ships with, until others are published', async () => {
		expect(await youkan.get('/api/v1/rules')).toMatchObject({
			...{ version: 1, assumed: true, recomputation: { state: 'done' } },
			otherwise: { id: 'other-province' }
		});
	});

	it('are changed by admins only', async () => {
		for (const [method, path] of [
			['PUT', 'rules'],
			['POST', 'rules/preview'],
			['PUT', 'calendar/2027']
		] as const) {
			const answer = await fetch(`${youkan.url}/api/v1/${path}`, {
				method,
				headers: { authorization: `Bearer ${youkan.token}`, 'content-type': 'application/json' },
				body: '{}'
			});
			expect([path, answer.status]).toEqual([path, 403]);
		}
	});

	it('published anew decide open items again, and no other', async () => {
		await publish([
			accepted('b', 1, NOW, { mailNo: mailNo(1), dest: '310104' }),
			accepted('b', 2, NOW, { mailNo: mailNo(2), dest: '310104' }),
			scan('b', 3, NOW, { mailNo: mailNo(2), event: 'delivered', signedBy: 'code' }),
			accepted('b', 4, NOW, { mailNo: mailNo(3), dest: '420106' })
		]);
		await eventually('all is known of them', async () => {
			const preview = await previewRules(db, policy, slower);
			return preview.open === 2 && preview.changed === 1;
		});
		expect(await previewRules(db, policy, slower)).toEqual({
			...{ open: 2, changed: 1 },
			examples: [
				{
					...{ mailNo: mailNo(1), rule: 'other-province', newRule: 'other-province' },
					...{ deadline: dueOn(3), newDeadline: dueOn(4) }
				}
			]
		});
		await putRules(db, policy, slower, 'admin');
		expect(rulesAnswer(policy, {})).toMatchObject({ version: 2, assumed: false });
		await eventually(
			'the open item is due later',
			async () => (await itemOf(1)).deadline.at === dueOn(4),
			40_000
		);
		expect((await itemOf(1)).deadline).toMatchObject({ rule: 'other-province', version: 2 });
		expect((await itemOf(2)).deadline).toMatchObject({ at: dueOn(3), version: 1 });
		expect((await itemOf(3)).deadline).toMatchObject({ rule: 'same-city', version: 1 });
		await eventually('the job says that it is done', async () => {
			const found = (await youkan.get('/api/v1/rules')) as {
				readonly recomputation: Readonly<Record<string, unknown>>;
			};
			const { state, done, changed } = found.recomputation;
			return state === 'done' && done === 2 && changed === 1;
		});
		// Its list goes by the new deadline, too.
		await eventually('the days know it', async () => {
			const listed = await db.query<{ day: string }>(
				'test',
				`SELECT toString(day) AS day FROM item_on_day FINAL
				WHERE kind = 'due' AND NOT is_gone AND mail_no = '${mailNo(1)}'`
			);
			return listed.length === 1 && listed[0]?.day === dayOf(NOW + 4 * DAY_MS);
		});
	});

	it('are heard by ingest', async () => {
		await publish(accepted('b', 5, NOW, { mailNo: mailNo(5), dest: '310104' }));
		await eventually('it is due by them', async () => {
			return (await itemOf(5).catch(() => undefined))?.deadline.at === dueOn(4);
		});
		expect((await itemOf(5)).deadline.version).toBe(2);
	});

	it.each([
		[
			'with a rule that never decides',
			{
				rules: [...rules, { ...otherwise, id: 'x', match: { wave: 'W15', project: 'MED' } }],
				otherwise
			}
		],
		['without what holds for the rest', { rules }],
		['with a word that nobody knows', { ...slower, mood: 'good' }]
	])('%s are refused', async (_name, body) => {
		await expect(putRules(db, policy, body, 'admin')).rejects.toMatchObject({ status: 400 });
		expect(policy.rules().version).toBe(2);
	});
});

describe('the calendar', () => {
	const newYear = { date: '2027-01-01', kind: 'holiday', name: '元旦' };

	it('of a year is replaced as a whole', async () => {
		expect(calendarAnswer(policy, '2027')).toMatchObject({ known: false, days: [] });
		await putCalendar(db, policy, '2027', {
			days: [newYear, { ...newYear, date: '2027-01-02', kind: 'workday' }]
		});
		expect(calendarAnswer(policy, '2027')).toMatchObject({
			known: true,
			days: [{ kind: 'holiday' }, { kind: 'workday' }]
		});
		expect(policy.calendar().isWorkday('2027-01-02')).toBe(true);
		await putCalendar(db, policy, '2027', { days: [newYear] });
		expect(calendarAnswer(policy, '2027').days).toHaveLength(1);
		expect(policy.calendar().isWorkday('2027-01-02')).toBe(false);
		expect(calendarAnswer(policy, '2026').days.length).toBeGreaterThan(10);
	});

	it.each([
		['a date twice', [newYear, newYear]],
		['a day of another year', [{ ...newYear, date: '2026-01-01' }]],
		['a day that is none', [{ ...newYear, date: '2027-02-30' }]],
		['an unknown kind', [{ ...newYear, kind: 'feast' }]]
	])('with %s is refused', async (_name, days) => {
		await expect(putCalendar(db, policy, '2027', { days })).rejects.toMatchObject({ status: 400 });
	});

	it('is told to everybody but walls', async () => {
		expect(await youkan.get('/api/v1/calendar/2026')).toMatchObject({ year: 2026, known: true });
		await expect(youkan.get('/api/v1/calendar/26')).rejects.toThrow('404');
	});
});
