/** What src/lib/server/mqtt.ts relies on and MQTT.js does not document, against a real Mosquitto. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import mqtt, { type IPublishPacket, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startMosquitto, type TestBroker } from '../support/mosquitto.ts';
import { projectRoot } from '../support/processes.ts';
import { eventually } from '../support/wait.ts';

/** More than the 20 that brokers let be unacknowledged by default. */
const COUNT = 1_500;
const numbers = Array.from({ length: COUNT }, (_, n) => String(n));
const isOdd = (text: string) => Number(text) % 2 === 1;

let broker: TestBroker;
const open: MqttClient[] = [];

beforeAll(async () => {
	broker = await startMosquitto();
});
afterEach(async () => {
	for (const client of open.splice(0)) await client.endAsync(true);
});
afterAll(() => broker.stop());

const textOf = (packet: IPublishPacket) => packet.payload.toString();

/** A stock client under a lasting session that acknowledges nothing by itself, and what it got. */
async function holder(protocolVersion: 4 | 5, topic: string) {
	const held: IPublishPacket[] = [];
	const sent: string[] = [];
	const sessions: boolean[] = [];
	const errors: Error[] = [];
	const client = mqtt.connect(broker.url, {
		clientId: topic,
		protocolVersion,
		clean: false,
		...(protocolVersion === 5 && { properties: { sessionExpiryInterval: 3600 } }),
		resubscribe: false,
		reconnectPeriod: 50
	});
	open.push(client);
	client.on('packetsend', ({ cmd }) => sent.push(cmd));
	client.on('error', (error) => errors.push(error));
	client.on('connect', ({ sessionPresent }) => sessions.push(sessionPresent));
	client.handleMessage = (packet, done) => {
		held.push(packet);
		done(new Error('not yet'));
	};
	await client.subscribeAsync(topic, { qos: 1 });
	return { client, held, sent, sessions, errors };
}

async function publish(topic: string, payloads: readonly string[]): Promise<void> {
	const client = await mqtt.connectAsync(broker.url);
	await Promise.all(payloads.map((payload) => client.publishAsync(topic, payload, { qos: 1 })));
	await client.endAsync();
}

/** PUBACKs (MQTT 3.1.1 and 5, 3.4) in one write; resolves when the broker has read them. */
async function acknowledge(client: MqttClient, packets: readonly IPublishPacket[]): Promise<void> {
	const pubacks = packets.map(({ messageId = 0 }) => [0x40, 2, messageId >> 8, messageId & 0xff]);
	client.stream.write(Buffer.from(pubacks.flat()));
	await client.publishAsync('contract/after', '', { qos: 1 });
}

it('the version is pinned, and is the one installed', async () => {
	const read = async (file: string) =>
		JSON.parse(await readFile(join(projectRoot, file), 'utf8')) as Record<string, unknown>;
	const { dependencies } = await read('package.json');
	const { version } = await read('node_modules/mqtt/package.json');
	expect(dependencies).toMatchObject({ mqtt: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string });
	expect(dependencies).toMatchObject({ mqtt: version });
});

describe.each([
	['3.1.1', 4],
	['5', 5]
] as const)('by MQTT %s', (_name, protocol) => {
	it('an error value from handleMessage writes no PUBACK and goes on to the next message', async () => {
		const topic = `contract/held/${protocol}`;
		const { client, held, sent, sessions, errors } = await holder(protocol, topic);
		await publish(topic, numbers);
		await eventually('all have come', () => held.length === COUNT);
		expect(held.map(textOf)).toEqual(numbers);
		expect(held.some(({ dup }) => dup)).toBe(false);

		const stream = client.stream;
		stream.destroy();
		await eventually('all have come again', () => held.length === 2 * COUNT);
		expect(client.stream).not.toBe(stream);
		expect(held.slice(COUNT).map(textOf)).toEqual(numbers);
		expect(held.slice(COUNT).every(({ dup }) => dup)).toBe(true);
		expect(sessions).toEqual([false, true]);
		expect(sent).toEqual(['subscribe', 'connect']);
		expect(errors).toEqual([]);
	});

	it('PUBACKs in one Buffer count, each for its message only', async () => {
		const topic = `contract/batch/${protocol}`;
		const { client, held } = await holder(protocol, topic);
		await publish(topic, numbers);
		await eventually('all have come', () => held.length === COUNT);

		/** What comes on a new connection, up to a message that is published when `count` have come. */
		async function again(count: number): Promise<IPublishPacket[]> {
			held.length = 0;
			client.stream.destroy();
			await eventually('they have come again', () => held.length >= count);
			await publish(topic, ['last']);
			await eventually('the last has come', () => held.some((packet) => textOf(packet) === 'last'));
			return [...held];
		}
		await acknowledge(
			client,
			held.filter((packet) => isOdd(textOf(packet)))
		);
		const others = await again(COUNT / 2);
		expect(others.map(textOf)).toEqual([...numbers.filter((text) => !isOdd(text)), 'last']);
		await acknowledge(client, others);
		expect((await again(0)).map(textOf)).toEqual(['last']);
	});
});
