/** A recorded day, played back into the whole of Youkan: every figure and every list against plain arrays. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCalendar, statutoryDays } from '#domain/calendar.ts';
import { servedProvinces } from '#domain/province.ts';
import { DAY_MS, dayOf } from '#domain/time.ts';
import { pack } from '../../simulator/messages.ts';
import { createNation } from '../../simulator/nation.ts';
import { midnight, plainFigures, plainItems, type PlainItem } from '../support/plain-day.ts';
import { runProcess } from '../support/processes.ts';
import { eventually } from '../support/wait.ts';
import { startYoukan, type TestYoukan } from '../support/youkan.ts';

/** The day that is asked about; the recording begins two days before, so that it has deadlines. */
const day = midnight(Date.now()) - DAY_MS;
const date = dayOf(day);
const figures = [
	...['accepted', 'delivered', 'attempted', 'due', 'deliveredOfDue', 'deliveredOnTime'],
	'overdueOpen'
];
const states = ['overdue', 'at_risk', 'attempted', 'stalled'];
const calendar = createCalendar(statutoryDays);

let youkan: TestYoukan;
let items: PlainItem[];

/** Ten minutes a message, every tenth message twice. */
function record(): string[] {
	const begin = day - 2 * DAY_MS;
	const nation = createNation(7, [
		{ from: begin, rate: 0.08, shape: 'flat', carried: 'all', share: 1 }
	]);
	const seqs = new Map<string, number>();
	const lines: string[] = [];
	for (let from = begin; from < day + DAY_MS; from += 600_000)
		for (const { topic, payload } of pack(
			nation.events(from, from + 600_000, begin),
			'recorded',
			seqs
		)) {
			const line = JSON.stringify({ topic, payload: JSON.parse(payload) as unknown });
			lines.push(line, ...(lines.length % 10 === 0 ? [line] : []));
		}
	return lines;
}

beforeAll(async () => {
	youkan = await startYoukan({ broker: 'mosquitto' });
	const lines = record();
	items = plainItems(lines, (at) => calendar.isWorkday(dayOf(at)));
	const file = join(youkan.dataDir, 'day.ndjson');
	await writeFile(file, lines.join('\n'));
	const played = await runProcess('simulator/replay-main.ts', {
		args: [file, '--speed', 'max'],
		env: youkan.env
	});
	if (played.code !== 0) throw new Error(played.output);
	await eventually('all items are there', async () => {
		const counted = await youkan.clickhouse.query(
			`SELECT count() FROM youkan.item WHERE status != 'unaccepted'`
		);
		return Number(counted) === items.length;
	});
});
afterAll(() => youkan.stop());

interface Listed {
	readonly items: readonly { readonly mailNo: string }[];
	readonly next: string | null;
	readonly total: number;
	readonly asOf: string;
}

/** A whole list, page by page, as a crawler would read it. */
async function crawl(path: string) {
	const numbers: string[] = [];
	let page = (await youkan.get(`${path}&limit=400`)) as Listed;
	const { total, asOf } = page;
	for (;;) {
		numbers.push(...page.items.map(({ mailNo }) => mailNo));
		if (page.next === null) return { numbers: numbers.sort(), total, asOf: Date.parse(asOf) };
		page = (await youkan.get(`${path}&limit=400&cursor=${page.next}`)) as Listed;
	}
}

const numbersOf = (of: readonly PlainItem[] = []) => of.map(({ mailNo }) => mailNo).sort();

it('has enough of everything to be a test', () => {
	const counted = plainFigures(items, { scope: 'cn', day, asOf: Date.now() });
	// How many are overdue depends on the hour at which the test runs.
	for (const name of figures)
		expect(counted[name]?.length, name).toBeGreaterThan(name === 'overdueOpen' ? 0 : 5);
	expect(counted['state stalled']?.length).toBeGreaterThan(5);
	expect(counted['state attempted']?.length).toBeGreaterThan(0);
});

describe.each(['cn', '42', '44', '4401', '110101'])('the summary of %s', (scope) => {
	it('has the figures of the arrays, and each is as long as its list', async () => {
		const told = (await youkan.get(`/api/v1/summary?scope=${scope}&date=${date}`)) as Record<
			string,
			unknown
		>;
		for (const name of figures) {
			const list = await crawl(`/api/v1/items?scope=${scope}&date=${date}&figure=${name}`);
			const expected = plainFigures(items, { scope, day, asOf: list.asOf })[name];
			expect(list.numbers, `the list of ${name}`).toEqual(numbersOf(expected));
			expect(list.total, `the total of ${name}`).toBe(list.numbers.length);
			expect(told[name], name).toBe(list.total);
		}
	});
	it('has the undelivered of the arrays', async () => {
		for (const state of states) {
			const list = await crawl(`/api/v1/undelivered?scope=${scope}&state=${state}`);
			const expected = plainFigures(items, { scope, day, asOf: list.asOf })[`state ${state}`];
			expect(list.numbers, state).toEqual(numbersOf(expected));
			expect(list.total, state).toBe(list.numbers.length);
		}
	});
});

interface Ranked {
	readonly items: readonly {
		readonly province: string;
		readonly rank: number | null;
		readonly numerator: number;
		readonly denominator: number;
	}[];
}

describe('the ranking', () => {
	it.each([
		['delivery_rate', 'deliveredOfDue'],
		['on_time_rate', 'deliveredOnTime']
	])('by %s has the fractions and the ranks of the arrays', async (metric, numerator) => {
		const told = (await youkan.get(
			`/api/v1/ranking?metric=${metric}&date=${date}&minimum=5`
		)) as Ranked;
		const rows = told.items.map(({ province }) => {
			const counted = plainFigures(items, { scope: province, day, asOf: Date.now() });
			return { province, n: counted[numerator]?.length ?? 0, d: counted['due']?.length ?? 0 };
		});
		expect(rows).toHaveLength(servedProvinces.length);
		const better = (n: number, d: number) =>
			rows.filter((row) => row.d >= 5 && row.n * d > n * row.d).length;
		expect(told.items.map(({ province, ...r }) => [province, r.numerator, r.denominator])).toEqual(
			rows.map(({ province, n, d }) => [province, n, d])
		);
		expect(told.items.map(({ province, rank }) => [province, rank])).toEqual(
			rows.map(({ province, n, d }) => [province, d >= 5 ? 1 + better(n, d) : null])
		);
	});
	it('by volume adds up to the nation', async () => {
		const told = (await youkan.get(`/api/v1/ranking?metric=volume&date=${date}`)) as {
			readonly items: readonly { readonly value: number | null }[];
		};
		const sum = told.items.reduce((total, { value }) => total + (value ?? 0), 0);
		const counted = plainFigures(items, { scope: 'cn', day, asOf: Date.now() });
		expect(sum).toBe(counted['accepted']?.length);
	});
});
