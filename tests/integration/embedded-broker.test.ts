import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import mqtt from 'mqtt';
import { createLog } from '#server/log.ts';
import { connectConsumer, connectListener, connectPublisher } from '#server/mqtt.ts';
import type { HeldMessage } from '#server/mqtt.ts';
import { createBroker } from '../../standalone/broker.ts';
import type { Broker } from '../../standalone/broker.ts';
import { eventually, pause } from '../support/wait.ts';

const TOPIC = 'youkan/v1/42/420100/belt-1/scan';
const log = createLog('test', 'silent');
const ignore = () => undefined;

let broker: Broker;
let closers: (() => Promise<void>)[];

beforeEach(async () => {
	closers = [];
	broker = await createBroker(log, {
		port: 0,
		ingest: 'youkan-ingest',
		limits: { maxMessages: 100, maxBytes: 10_000 }
	});
});
afterEach(async () => {
	await Promise.all(closers.map((close) => close()));
	await broker.close();
});

const address = (clientId: string) => ({ url: `mqtt://127.0.0.1:${broker.port}`, clientId });

async function publisher(name = 'device-1', will?: { topic: string; payload: string }) {
	const made = await connectPublisher(address(name), ignore, will);
	closers.push(() => made.close());
	return made;
}

/** Ingest, which acknowledges nothing until told to. */
function ingest(filters = ['youkan/v1/#']) {
	const held: HeldMessage[] = [];
	const failures: string[] = [];
	const consumer = connectConsumer(address('youkan-ingest'), filters, {
		message: (message) => void held.push(message),
		connected: ignore,
		disconnected: ignore,
		failed: (error) => void failures.push(error.message)
	});
	closers.push(() => consumer.close());
	return { held, failures, consumer };
}

/** Publishes `count` messages and counts the acknowledgements. */
function publishMany(from: Awaited<ReturnType<typeof publisher>>, count: number, bytes = 10) {
	const sent = { acknowledged: 0 };
	for (let n = 0; n < count; n++) {
		void from.publish(TOPIC, Buffer.alloc(bytes, 65)).then(() => sent.acknowledged++, ignore);
	}
	return sent;
}

describe('the embedded broker', () => {
	it('acknowledges nothing under youkan/v1 until ingest is subscribed, and then everything', async () => {
		const device = await publisher();
		const sent = publishMany(device, 50);
		await device.publish('something/else', 'x');
		await pause(200);
		expect(sent.acknowledged).toBe(0);
		const { held } = ingest();
		await eventually('all acknowledged', () => sent.acknowledged === 50);
		await eventually('all delivered', () => held.length === 50);
	});

	it('withholds beyond the cap until ingest acknowledges, and keeps the order', async () => {
		const { held, consumer } = ingest();
		await eventually('ingest is there', () => broker.state().isPresent);
		const device = await publisher();
		let acknowledged = 0;
		for (let n = 0; n < 250; n++)
			void device.publish(TOPIC, String(n)).then(() => acknowledged++, ignore);
		await eventually('the cap is reached', () => held.length === 100);
		await pause(200);
		expect(acknowledged).toBe(100);
		expect(broker.state().messages).toBe(100);
		expect(broker.state().waiting).toBeGreaterThan(0);
		consumer.acknowledge(held.slice(0, 30));
		await eventually('as many as were acknowledged', () => acknowledged === 130);
		await eventually('all', () => {
			consumer.acknowledge(held);
			return acknowledged === 250 && held.length === 250 && broker.state().messages === 0;
		});
		expect(held.map((m) => Number(m.payload))).toEqual(Array.from({ length: 250 }, (_, n) => n));
	});

	it('withholds beyond the cap of bytes', async () => {
		const { held } = ingest();
		await eventually('ingest is there', () => broker.state().isPresent);
		const sent = publishMany(await publisher(), 20, 1000);
		await eventually('the cap is reached', () => held.length === 10);
		await pause(200);
		expect(sent.acknowledged).toBe(10);
	});

	it('sends ingest again what it had not acknowledged, after a lost connection', async () => {
		const { held, consumer } = ingest();
		await eventually('ingest is there', () => broker.state().isPresent);
		const device = await publisher();
		publishMany(device, 100);
		await eventually('all delivered', () => held.length === 100);
		consumer.acknowledge(held.slice(0, 60));
		await eventually('60 acknowledged', () => broker.state().messages === 40);
		consumer.reset();
		await eventually('40 again', () => held.length === 140);
		consumer.acknowledge(held.slice(100));
		await eventually('nothing is open', () => broker.state().messages === 0);
	});

	it('withholds while ingest is away, and drops what a lost device had waiting', async () => {
		const { consumer } = ingest();
		await eventually('ingest is there', () => broker.state().isPresent);
		await consumer.close();
		await eventually('ingest is away', () => !broker.state().isPresent);
		const device = mqtt.connect(address('device-2').url, { reconnectPeriod: 0 });
		device.publish(TOPIC, 'x', { qos: 1 });
		await eventually('it waits', () => broker.state().waiting === 1);
		device.stream.destroy();
		await eventually('it is dropped', () => broker.state().waiting === 0);
	});

	it('keeps one last will of a device that comes and goes while ingest is away', async () => {
		const will = {
			topic: 'youkan/v1/42/420100/belt-1/status',
			payload: Buffer.from('{"online":false}')
		};
		for (let n = 1; n <= 3; n++) {
			const device = mqtt.connect(address('x').url, {
				clientId: 'device-3',
				reconnectPeriod: 0,
				will: { ...will, qos: 1, retain: true }
			});
			await eventually('connected', () => device.connected);
			device.stream.destroy();
			await eventually('the will waits', () => broker.state().waiting === 1);
		}
		const { held } = ingest();
		await eventually('one will', () => held.length > 0);
		await pause(200);
		expect(held.filter((m) => !m.retained).map((m) => m.payload.toString())).toEqual([
			'{"online":false}'
		]);
	});

	it('refuses shared subscriptions', async () => {
		const { failures } = ingest(['$share/g/youkan/v1/#']);
		await eventually('it is told', () => failures.some((f) => f.includes('refused')));
		expect(broker.state().isPresent).toBe(false);
	});

	it('ends a connection that sends more than 1 MiB in one message, and takes 1,000,000 bytes', async () => {
		const device = await publisher();
		await device.publish('big', Buffer.alloc(1_000_000));
		const heard: number[] = [];
		const listener = connectListener(
			address('l'),
			['big'],
			(_t, p) => void heard.push(p.length),
			ignore
		);
		closers.push(() => listener.close());
		const socket = connect(broker.port, '127.0.0.1');
		const closed = new Promise((resolve) => socket.once('close', resolve));
		socket.on('error', ignore);
		// CONNECT with an empty client id, then the header of a PUBLISH of 2 MiB.
		socket.write(Buffer.from([0x10, 12, 0, 4, 77, 81, 84, 84, 4, 2, 0, 60, 0, 0]));
		socket.write(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x01]));
		await closed;
	});

	it('drains: accepts nothing more, and ends when ingest has acknowledged', async () => {
		const { held, consumer } = ingest();
		await eventually('ingest is there', () => broker.state().isPresent);
		const device = await publisher();
		publishMany(device, 5);
		await eventually('delivered', () => held.length === 5);
		let isDrained = false;
		void broker.drain().then(() => (isDrained = true));
		const late = publishMany(device, 1);
		await pause(100);
		expect(isDrained).toBe(false);
		consumer.acknowledge(held);
		await eventually('drained', () => isDrained);
		expect(late.acknowledged).toBe(0);
	});
});
