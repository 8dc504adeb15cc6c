import { afterEach, beforeEach, expect, it } from 'vitest';
import mqtt from 'mqtt';
import { createLog } from '#server/log.ts';
import { connectConsumer } from '#server/mqtt.ts';
import { createBroker, type Broker } from '../../standalone/broker.ts';
import { eventually, pause } from '../support/wait.ts';

const TOPIC = 'youkan/v1/42/420100/belt-1/scan';
const COUNT = 50;
const ignore = () => undefined;

let broker: Broker;
beforeEach(async () => {
	broker = await createBroker(createLog('test', 'silent'), { port: 0, ingest: 'youkan-ingest' });
});
afterEach(() => broker.close());

it.each([
	['3.1.1 with a session of its own', { clean: false }],
	['3.1.1 with a clean session', { clean: true }]
])(
	'devices whose keepalive runs out while ingest is away lose nothing: %s',
	async (_name, { clean }) => {
		const device = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
			clientId: 'belt-1',
			protocolVersion: 4,
			keepalive: 1,
			reconnectPeriod: 100,
			clean
		});
		let connections = 1;
		device.on('connect', () => connections++);
		device.on('error', ignore);
		let acknowledged = 0;
		for (let n = 0; n < COUNT; n++)
			void device.publishAsync(TOPIC, String(n), { qos: 1 }).then(() => acknowledged++, ignore);

		await pause(5_000);
		expect(acknowledged).toBe(0);
		const heard = new Set<string>();
		const consumer = connectConsumer(
			{ url: `mqtt://127.0.0.1:${broker.port}`, clientId: 'youkan-ingest' },
			['youkan/v1/#'],
			{
				message(message) {
					heard.add(message.payload.toString());
					consumer.acknowledge([message]);
				},
				connected: ignore,
				disconnected: ignore,
				failed: ignore
			}
		);
		await eventually('all are acknowledged to the device', () => acknowledged === COUNT);
		await eventually('all have come to ingest', () => heard.size === COUNT);
		// Else the keepalive did not run out, and this test says nothing.
		expect(connections).toBeGreaterThan(1);
		await eventually('the broker holds nothing any more', () => {
			const { messages, bytes, waiting } = broker.state();
			return messages + bytes + waiting === 0;
		});
		await device.endAsync(true);
		await consumer.close();
	}
);
