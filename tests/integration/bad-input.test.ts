/** Bad input, of devices and of clients, among good: what is refused is kept with its reason and blocks nothing. */
import mqtt, { type IClientOptions, type IClientPublishOptions, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { commitTopic, parseCommitNotice, type CommitNotice } from '#domain/commit-notice.ts';
import { DAY_MS, formatInstant } from '#domain/time.ts';
import { mailNo, scan } from '../support/events.ts';
import { malformed, sendBytes } from '../support/malformed-mqtt.ts';
import { countedStreams, storedIn } from '../support/stored.ts';
import { eventually } from '../support/wait.ts';
import { startYoukan, type TestYoukan } from '../support/youkan.ts';
import type { BadInput } from '../unit/domain/decode/corpus-case.ts';
import { badInput } from '../unit/domain/decode/corpus.ts';

/** Nearly ten years, so that one batch can have events of 120 months. */
const RETENTION_DAYS = 3_650;
const topicOf = (device: string, stream = 'scan') => `youkan/v1/42/420100-hub/${device}/${stream}`;

let youkan: TestYoukan;
let stored: ReturnType<typeof storedIn>;
let devices: MqttClient;
let notice: CommitNotice | null = null;
let pids: readonly number[];
const others: MqttClient[] = [];

beforeAll(async () => {
	youkan = await startYoukan({
		broker: 'mosquitto',
		env: { RETENTION_DAYS: String(RETENTION_DAYS) }
	});
	stored = storedIn(youkan.clickhouse);
	devices = await mqtt.connectAsync(youkan.mqttUrl, { protocolVersion: 5 });
	devices.on('message', (_topic, payload) => (notice = parseCommitNotice(payload.toString())));
	await devices.subscribeAsync(commitTopic('youkan-ingest'));
	await eventually('ingest is connected', () => notice !== null);
	pids = [youkan.ingest.pid, youkan.server.pid];
});
afterEach(() => {
	for (const client of others.splice(0)) client.end(true);
	expect([youkan.ingest, youkan.server].map(({ isRunning }) => isRunning)).toEqual([true, true]);
	expect([youkan.ingest.pid, youkan.server.pid]).toEqual(pids);
	expect(notice?.totals.retries).toBe(0);
});
afterAll(async () => {
	await devices.endAsync(true);
	await youkan.stop();
});

const send = (topic: string, payload: string | Uint8Array, options: IClientPublishOptions = {}) =>
	devices.publishAsync(topic, Buffer.from(payload), { qos: 1, ...options });

async function connect(options: IClientOptions = {}): Promise<MqttClient> {
	const client = mqtt.connect(youkan.mqttUrl, {
		protocolVersion: 5,
		reconnectPeriod: 0,
		...options
	});
	others.push(client);
	client.on('error', () => undefined);
	await new Promise<void>((resolve) => client.once('connect', () => resolve()));
	return client;
}

let marks = 0;
/** Resolves when everything that was published before is stored and acknowledged: ingest goes by the order. */
async function settled(): Promise<void> {
	const device = `mark-${++marks}`;
	await send(topicOf(device), JSON.stringify(scan('m', 1, Date.now())));
	await eventually(
		`${device} is stored`,
		async () => (await stored.events(`device = '${device}'`))[device] === 1
	);
	const since = Date.now();
	await eventually(
		'ingest holds nothing',
		() => notice !== null && notice.at > since && notice.oldest === null,
		15_000
	);
}

describe('the corpus', () => {
	const now = Date.now();
	const corpus = badInput(now).map((input, i) => ({
		...input,
		device: `case-${i}`,
		topic: input.topic ?? topicOf(`case-${i}`, input.stream)
	}));
	/** What a broker that keeps to the standard, or to its limit of a message, never hands on. */
	const isSendable = ({ topic, payload }: BadInput & { topic: string }) =>
		!/[+#\0\n]/.test(topic) && payload.length <= 1_048_576;
	const sendable = corpus.filter(isSendable);
	const reasons = sendable
		.flatMap(({ topic, expected }) =>
			expected.filter((reason) => reason !== null).map((reason) => `${topic} ${reason}`)
		)
		.sort();
	const good = Object.fromEntries(
		sendable
			.map(
				({ device, expected }) =>
					[device, expected.filter((reason) => reason === null).length] as const
			)
			.filter(([, count]) => count > 0)
	);
	const objects = sendable.reduce((sum, { expected }) => sum + expected.length, sendable.length);

	/** Sends it all with a good event after each. */
	const play = () =>
		Promise.all(
			sendable.flatMap(({ topic, payload }, i) => [
				send(topic, payload),
				send(topicOf('good'), JSON.stringify(scan('b', i + 1, now)))
			])
		);

	async function expectStored(copies: number): Promise<void> {
		const letters = await stored.deadLetters();
		expect(letters.map(({ topic, reason }) => `${topic} ${reason}`).sort()).toEqual(reasons);
		expect(letters.filter((letter) => letter.copies !== copies)).toEqual([]);
		const { good: among, ...single } = await stored.events(`device NOT LIKE 'mark-%'`);
		expect(single).toEqual(good);
		expect(among).toBe(sendable.length);
		const events = Object.values(single).reduce((sum, n) => sum + n, among ?? 0);
		expect(events + letters.length).toBe(objects);
	}

	it('is refused line by line, each with its reason, and what is good is stored', async () => {
		await play();
		await settled();
		await expectStored(1);
		await eventually('all is told', () => notice?.totals.received === objects + 1);
		expect(notice?.totals).toMatchObject({
			stored: objects + 1 - reasons.length,
			refused: reasons.length,
			duplicates: 0
		});
	});

	it('of each refused message keeps its size and the first 64 KiB', async () => {
		const letters = await stored.deadLetters(
			`reason IN ('too_large', 'not_json', 'too_many', 'topic')`
		);
		for (const { topic, payload, expected } of sendable) {
			if (expected.length !== 1 || expected[0] === null || String(payload).startsWith('[['))
				continue;
			const letter = letters.find((found) => found.topic === topic);
			if (letter === undefined) continue;
			expect(letter).toMatchObject({ payload_bytes: Buffer.from(payload).length });
			if (typeof payload === 'string')
				expect(letter.kept).toBe(Math.min(65_536, letter.payload_bytes));
		}
		expect(letters.filter(({ kept }) => kept === 65_536).length).toBeGreaterThanOrEqual(4);
	});

	it('sent again makes no row, and one copy more of each dead letter', async () => {
		await play();
		await settled();
		await expectStored(2);
		await eventually('all is told', () => notice?.totals.received === 2 * (objects + 1));
		expect(notice?.totals).toMatchObject({ refused: 2 * reasons.length });
	});

	it('holds what the broker itself refuses: it ends that connection alone', async () => {
		const before = await stored.deadLetters();
		await Promise.all(
			corpus
				.filter((input) => !isSendable(input))
				.map(async ({ topic, payload }) => {
					const client = await connect();
					const ended = new Promise<void>((resolve) => {
						client.once('close', () => resolve()).once('error', () => resolve());
					});
					void client.publishAsync(topic, Buffer.from(payload), { qos: 1 }).catch(() => undefined);
					await ended;
				})
		);
		await settled();
		expect(await stored.deadLetters()).toEqual(before);
		expect(corpus.length - sendable.length).toBe(7);
	});
});

describe('a client', () => {
	const event = (seq = 1, fields = {}) => JSON.stringify(scan('c', seq, Date.now(), fields));
	/** What is stored and kept of devices whose names begin with `prefix`, as name to number or reasons. */
	async function foundOf(prefix: string): Promise<Record<string, unknown>> {
		await settled();
		const letters = await stored.deadLetters(`topic LIKE '%/${prefix}-%'`);
		const refused = letters.map(
			({ topic, reason }) => [topic.split('/')[4] ?? '', reason] as const
		);
		return {
			...Object.fromEntries(refused),
			...(await stored.events(`device LIKE '${prefix}-%'`))
		};
	}

	it('may choose any quality, mark and property: what it says counts', async () => {
		const properties = (name: string, value: object, payload: string | Uint8Array = event()) =>
			send(topicOf(`say-${name}`), payload, { properties: value });
		const names = [
			'__proto__',
			'constructor',
			...Array.from({ length: 10_000 }, (_, i) => `k${i}`)
		];
		await send(topicOf('say-qos0'), event(), { qos: 0 });
		await send(topicOf('say-qos2'), event(), { qos: 2 });
		await send(topicOf('say-dup'), event(), { dup: true });
		await send(topicOf('say-retained'), event(), { retain: true });
		await properties('expiry', { messageExpiryInterval: 60 });
		await properties('text', { payloadFormatIndicator: true }, Uint8Array.of(0xff, 0));
		await properties('many', {
			userProperties: Object.fromEntries(names.map((name) => [name, 'v']))
		});
		await properties('alias', { topicAlias: 1 });
		await properties('answer', { responseTopic: 'youkan/v1/x', correlationData: Buffer.of(0) });
		expect(await foundOf('say')).toEqual({
			...{ 'say-qos0': 1, 'say-qos2': 1, 'say-dup': 1, 'say-retained': 1, 'say-expiry': 1 },
			...{ 'say-text': 'not_json', 'say-many': 1, 'say-alias': 1, 'say-answer': 1 }
		});
	});

	it('that clears what it retained has said nothing: a dead letter', async () => {
		await send(topicOf('clear-1', 'status'), '{"online":true,"at":"x"}', { retain: true });
		await send(topicOf('clear-2', 'status'), '', { retain: true });
		expect(await foundOf('clear')).toEqual({ 'clear-1': 'field:at', 'clear-2': 'not_json' });
	});

	it('that dies leaves its will, a bad one as well, under whatever topic', async () => {
		const wills = { 'will-other': event(), 'will-cut': '{"online":false' };
		for (const [device, payload] of Object.entries(wills)) {
			const will = { topic: topicOf(device), payload: Buffer.from(payload), qos: 1 as const };
			(await connect({ clientId: 'dies', will })).stream.destroy();
			await eventually('the will is there', async () => device in (await foundOf('will')));
		}
		expect(await foundOf('will')).toEqual({ 'will-other': 1, 'will-cut': 'not_json' });
	});

	it('of any name, also of the same as another, is heard', async () => {
		const same = await connect({ clientId: 'same' });
		await same.publishAsync(topicOf('name-first'), event(), { qos: 1 });
		const again = await connect({ clientId: 'same' });
		await again.publishAsync(topicOf('name-second'), event(), { qos: 1 });
		expect(same.connected).toBe(false);
		for (const [i, username] of ['#', '+', 'a/b', 'u'.repeat(300), '线'].entries()) {
			const client = await connect({ clientId: `#/+${i}`, username, password: 'p' });
			await client.publishAsync(topicOf(`name-${i}`), event(), { qos: 1 });
		}
		const old = await connect({ protocolVersion: 3, protocolId: 'MQIsdp', clientId: 'old' });
		await old.publishAsync(topicOf('name-old'), event(), { qos: 1 });
		const names = ['first', 'second', '0', '1', '2', '3', '4', 'old'].map((name) => `name-${name}`);
		expect(await foundOf('name')).toEqual(Object.fromEntries(names.map((name) => [name, 1])));
	});

	it('that says two things under one identity is believed the first', async () => {
		const now = Date.now();
		const say = (seq: number) =>
			send(topicOf('twice-1'), JSON.stringify(scan('c', 1, now, { mailNo: mailNo(seq) })));
		for (const seq of [1, 2, 1, 2, 3]) await say(seq);
		await settled();
		const letters = await stored.deadLetters(`device = 'twice-1'`);
		expect(letters.map(({ reason, copies }) => [reason, copies]).sort()).toEqual([
			['identity', 1],
			['identity', 2]
		]);
		const kept = await stored.rows(
			`SELECT mail_no FROM youkan.scan_event WHERE device = 'twice-1'`
		);
		expect(kept).toEqual([{ mail_no: mailNo(1) }]);
	});

	it('cannot speak where others do not listen, nor in another language', async () => {
		const before = await stored.deadLetters();
		for (const topic of ['$SYS/broker/uptime', '$share/g/youkan/v1/x', '$youkan/v1/x'])
			await send(topic, event()).catch(() => undefined);
		for (const bytes of Object.values(malformed)) await sendBytes(youkan.broker.port, bytes);
		await settled();
		expect(await stored.deadLetters()).toEqual(before);
	});
});

describe('many months at once', () => {
	/** `count` times, the last of them now, that far apart that they lie in `months` months or one more. */
	const timesOf = (count: number, months: number) =>
		Array.from({ length: count }, (_, i) => Date.now() - ((i * months) / count) * 30 * DAY_MS);
	const storedOf = async (device: string) => (await stored.events(`device = '${device}'`))[device];

	it('in one message are all stored', async () => {
		const events = timesOf(200, 40).map((at, i) => scan('b', i + 1, Math.trunc(at)));
		await send(topicOf('months'), JSON.stringify(events));
		await settled();
		expect(await storedOf('months')).toBe(200);
	});

	it('in the messages of one batch, of all streams, are all stored', async () => {
		const least: Record<(typeof countedStreams)[number], object> = {
			scan: { mailNo: '12345678901', event: 'accepted', project: 'ID', dest: '420106' },
			line: { state: 'Execute' },
			vehicle: { phase: 'gate_in' },
			station: { kind: 'kiosk', event: 'session' },
			order: { channel: 'c', event: 'created' }
		};
		const sent = timesOf(20, 20).flatMap((at, i) =>
			countedStreams.map((stream) => {
				const event = { boot: 'b', seq: i + 1, at: formatInstant(Math.trunc(at)) };
				return send(topicOf('batch', stream), JSON.stringify({ ...event, ...least[stream] }));
			})
		);
		await Promise.all(sent);
		await settled();
		expect(await storedOf('batch')).toBe(100);
	});

	it('of refused objects are all kept, though ClickHouse takes 100 months an insert at the most', async () => {
		const events = timesOf(200, 118).map((at, i) =>
			scan('b', i + 1, Math.trunc(at), { mailNo: 'x' })
		);
		await send(topicOf('refused'), JSON.stringify(events));
		await settled();
		const letters = await stored.deadLetters(`device = 'refused'`);
		expect(letters.map(({ reason, copies }) => [reason, copies])).toEqual(
			Array(200).fill(['field:mailNo', 1])
		);
	});
});
