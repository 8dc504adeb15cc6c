/** `npm run replay` as a process against a real Mosquitto. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatInstant, parseInstant } from '#domain/time.ts';
import { accepted, mailNo, scan } from '../support/events.ts';
import { startMosquitto, type TestBroker } from '../support/mosquitto.ts';
import { runProcess } from '../support/processes.ts';
import { eventually } from '../support/wait.ts';

const DEVICE = 'youkan/v1/42/420106/pda-1';
const END = 'youkan/v1/end';
const BEGIN = Date.UTC(2026, 2, 1, 4);
const text = `{ "seq":2, "at":"${formatInstant(BEGIN + 20_000)}", "boot":"b2" }`;

/** What was recorded in 20 seconds: objects, an array, and a text that no serializer writes like this. */
const recorded = [
	{
		topic: `${DEVICE}/status`,
		payload: { online: true, at: formatInstant(BEGIN), boot: 'b1' }
	},
	{
		topic: `${DEVICE}/scan`,
		payload: [accepted('b1', 1, BEGIN), scan('b1', 2, BEGIN + 5_000)]
	},
	{
		topic: `${DEVICE}/scan`,
		payload: scan('b2', 1, BEGIN + 10_000, { corrects: { boot: 'b1', seq: 2 } })
	},
	{ topic: `${DEVICE}/scan`, payload: text }
];
const lines = recorded.map((message) => JSON.stringify(message));
const asRecorded = recorded.map(({ topic, payload }) => ({
	topic,
	payload: typeof payload === 'string' ? payload : JSON.stringify(payload)
}));

let directory: string;
let broker: TestBroker;
let listener: MqttClient;
const heard: { topic: string; payload: string; at: number }[] = [];

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'youkan-replay-'));
	broker = await startMosquitto();
	listener = await mqtt.connectAsync(broker.url);
	listener.on('message', (topic, payload) => {
		heard.push({ topic, payload: payload.toString(), at: Date.now() });
	});
	await listener.subscribeAsync('youkan/v1/#', { qos: 1 });
});
afterAll(async () => {
	await listener.endAsync(true);
	await broker.stop();
	await rm(directory, { recursive: true, force: true });
});

/** Runs the program: how it ended and all that was published meanwhile. */
async function replay(...args: readonly string[]) {
	const env = { MQTT_URL: broker.url };
	const { code, output } = await runProcess('simulator/replay-main.ts', { args, env });
	await listener.publishAsync(END, '', { qos: 1 });
	await eventually('the end has come', () => heard.at(-1)?.topic === END);
	const messages = heard.splice(0).slice(0, -1);
	return {
		code,
		output,
		published: messages.map(({ topic, payload }) => ({ topic, payload })),
		times: messages.map(({ at }) => at)
	};
}

async function logOf(content: readonly string[]): Promise<string> {
	const file = join(directory, 'log.ndjson');
	await writeFile(file, content.join('\n'));
	return file;
}

interface Said {
	readonly boot: string;
	readonly at: string;
	readonly mailNo?: string;
	readonly corrects?: { readonly boot: string };
}

const saidBy = (published: readonly { readonly payload: string }[]) =>
	published.flatMap(({ payload }) => JSON.parse(payload) as Said | Said[]);

describe('a log', () => {
	it('is published in order, and byte for byte the same again', async () => {
		const many = Array.from({ length: 2_000 }, (_, i) => ({
			topic: `${DEVICE}/scan`,
			payload: JSON.stringify(scan('b3', i + 1, BEGIN + i * 1_000))
		}));
		const file = await logOf([...lines, '', ...many.map((message) => JSON.stringify(message))]);
		for (let run = 0; run < 2; run++) {
			const { code, output, published } = await replay(file, '--speed', 'max');
			expect(published).toEqual([...asRecorded, ...many]);
			expect(output).toMatch(/^2004 lines sent, 100 %, \d+ lines\/s\n$/m);
			expect(code).toBe(0);
		}
	});

	it('ends now when it is shifted, under new boots', async () => {
		const file = await logOf(lines);
		const before = Date.now();
		const first = saidBy((await replay(file, '--speed', 'max', '--shift')).published);
		const now = Date.now();
		const times = first.map(({ at }) => parseInstant(at) ?? NaN);
		const last = times.at(-1) ?? NaN;
		expect(last).toBeGreaterThanOrEqual(before);
		expect(last).toBeLessThanOrEqual(now);
		expect(times.map((time) => time - last)).toEqual([-20_000, -20_000, -15_000, -10_000, 0]);

		const [b1 = '', , , b2 = ''] = first.map(({ boot }) => boot);
		expect(first.map(({ boot }) => boot)).toEqual([b1, b1, b1, b2, b2]);
		expect(first[3]?.corrects).toEqual({ boot: b1, seq: 2 });
		const mailNos = [undefined, mailNo(1), mailNo(2), mailNo(1), undefined];
		expect(first.map((said) => said.mailNo)).toEqual(mailNos);

		const second = saidBy((await replay(file, '--speed', 'max', '--shift')).published);
		const boots = new Set(['b1', 'b2', ...[...first, ...second].map(({ boot }) => boot)]);
		expect(boots.size).toBe(2 + 4);
		for (const boot of [b1, b2]) expect(boot).toMatch(/^[0-9a-f]{16}$/);
	});

	it('of 20 seconds takes 2 at tenfold speed', async () => {
		const { times } = await replay(await logOf(lines), '--speed', '10');
		const [begin = NaN, , middle = NaN, end = NaN] = times;
		expect(middle - begin).toBeGreaterThan(900);
		expect(middle - begin).toBeLessThan(1_600);
		expect(end - begin).toBeGreaterThan(1_900);
		expect(end - begin).toBeLessThan(3_000);
	});
});

describe('a bad line', () => {
	const bad = [...lines.slice(0, 2), '', '{"topic":', ...lines.slice(2)];
	const fault =
		'line 4: not JSON; accepted: {"topic":"youkan/v1/…","payload":…}, the payload an object, ' +
		'an array or a text, the topic without + and #\n';

	it('stops it after all that came before', async () => {
		const { code, output, published } = await replay(await logOf(bad), '--speed', 'max');
		expect(output).toBe(`${fault}2 lines sent\n`);
		expect(code).toBe(1);
		expect(published).toEqual(asRecorded.slice(0, 2));
	});

	it('lets nothing be published when it is shifted', async () => {
		const { code, output, published } = await replay(await logOf(bad), '--speed', 'max', '--shift');
		expect(output).toBe(`${fault}0 lines sent\n`);
		expect(code).toBe(1);
		expect(published).toEqual([]);
	});
});

describe('a command that cannot be carried out says why', () => {
	const usage = 'usage: npm run replay -- FILE [--speed N|max] [--shift]\n';
	const speed = (given: string) =>
		`--speed: given ${given}, accepted: a number above 0, or max\n${usage}`;

	it.each([
		['a missing file', ['no/such.ndjson'], 1, 'cannot read no/such.ndjson\n'],
		['no file', ['--shift'], 2, `given 0 files, accepted: one\n${usage}`],
		['two files', ['a', 'b'], 2, `given 2 files, accepted: one\n${usage}`],
		['no speed', ['a', '--speed', '0'], 2, speed('0')],
		['a speed that is no number', ['a', '--speed', 'fast'], 2, speed('fast')],
		['a speed without an end', ['a', '--speed', 'Infinity'], 2, speed('Infinity')]
	])('%s', async (_name, args, exit, message) => {
		const { code, output, published } = await replay(...args);
		expect(output).toBe(message);
		expect(code).toBe(exit);
		expect(published).toEqual([]);
	});
});
