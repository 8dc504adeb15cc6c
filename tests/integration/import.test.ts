/** What other systems know, from a file to the ranking that stands on it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { yearBefore } from '#domain/ranking.ts';
import { DAY_MS, dayOf, floorTo } from '#domain/time.ts';
import { accepted, mailNo } from '../support/events.ts';
import { mosquittoPub } from '../support/mqtt-clients.ts';
import { freePort } from '../support/ports.ts';
import { runProcess } from '../support/processes.ts';
import { startYoukan, type TestYoukan } from '../support/youkan.ts';
import { eventually } from '../support/wait.ts';

let youkan: TestYoukan;
let folder: string;

beforeAll(async () => {
	youkan = await startYoukan({ broker: 'mosquitto' });
	folder = await mkdtemp(join(tmpdir(), 'youkan-import-'));
});
afterAll(async () => {
	await youkan.stop();
	await rm(folder, { recursive: true, force: true });
});

async function load(name: string, text: string, ...flags: readonly string[]) {
	const file = join(folder, name);
	await writeFile(file, text);
	return runProcess('server/import-main.ts', { args: [file, ...flags], env: youkan.env });
}

interface Ranking {
	readonly items: readonly Readonly<Record<string, unknown>>[];
}
const today = floorTo(Date.now(), DAY_MS);
const earlier = dayOf(yearBefore({ from: today, to: today + DAY_MS }).from);

it('a history gives growth against the same day of the year before', async () => {
	const topic = 'youkan/v1/42/420106/pda-1/scan';
	const scans = [1, 2, 3].map((seq) =>
		accepted('b', seq, Date.now(), { mailNo: mailNo(seq), fee: 1_000 })
	);
	await mosquittoPub(youkan.broker.port, topic, JSON.stringify(scans));
	const history = `province,project,day,accepted,revenue_fen
42,ID,${earlier},1,1500
42,COURT,${earlier},1,500
31,ID,${earlier},4,0
`;
	expect(await load('history.csv', history)).toMatchObject({
		...{ code: 0, output: expect.stringContaining('history: 3 lines loaded') as string }
	});
	const ranking = async (metric: string) =>
		((await youkan.get(`/api/v1/ranking?metric=${metric}`)) as Ranking).items;
	await eventually('the ranking has it', async () => (await ranking('volume'))[0]?.['value'] === 3);
	expect((await ranking('volume_growth')).slice(0, 2)).toMatchObject([
		{ province: '42', rank: 1, value: 0.5, numerator: 1, denominator: 2 },
		{ province: '31', rank: 2, value: -1, numerator: -4, denominator: 4 }
	]);
	expect((await ranking('revenue_growth'))[0]).toMatchObject({ province: '42', value: 0.5 });
	// 0 a year ago is no ground for growth.
	expect((await ranking('revenue_growth')).filter(({ rank }) => rank !== null)).toHaveLength(1);
	expect((await ranking('volume_growth')).filter(({ rank }) => rank !== null)).toHaveLength(2);
});

it('a file with a bad line is refused whole, unless its good lines are asked for', async () => {
	const file = `province,project,day,accepted,revenue_fen
44,ID,${earlier},1,1
4x,ID,${earlier},1,1
`;
	const refused = await load('bad.csv', file);
	expect(refused.code).toBe(1);
	expect(refused.output).toContain('line 3, province: given "4x"; accepted: the two digits');
	expect(refused.output).toContain('nothing is loaded');
	const count = async () =>
		Number(
			await youkan.clickhouse.query(`SELECT count() FROM youkan.history WHERE province = '44'`)
		);
	expect(await count()).toBe(0);
	expect(await load('bad.csv', file, '--partial')).toMatchObject({ code: 0 });
	expect(await count()).toBe(1);
});

it('says what it needs', async () => {
	expect(await load('x.csv', 'a,b\n')).toMatchObject({ code: 1 });
	const alone = await runProcess('server/import-main.ts', { args: [], env: youkan.env });
	expect(alone).toMatchObject({ code: 2 });
	const nobody = await runProcess('server/import-main.ts', {
		args: [join(folder, 'x.csv')],
		env: { ...youkan.env, PORT: String(await freePort()) }
	});
	expect(nobody.output).toContain('no server answers');
});

it('is not for walls', async () => {
	const answer = await fetch(`${youkan.url}/api/v1/import`, {
		method: 'POST',
		headers: { authorization: `Bearer ${youkan.wallToken}` },
		body: 'date,kind,name\n'
	});
	expect(answer.status).toBe(403);
});
