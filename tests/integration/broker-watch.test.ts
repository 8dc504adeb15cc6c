/** What the broker does to us unseen, and what is said when a worker is gone, against real processes. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { commitTopic, type CommitNotice } from '#domain/commit-notice.ts';
import { systemClock } from '#server/clock.ts';
import { connectConsumer, connectPublisher, type ConnectionFacts } from '#server/mqtt.ts';
import { createBrokerWatch, watchedFilters } from '../../ingest/broker-watch.ts';
import { startEmbeddedBroker } from '../support/embedded-broker.ts';
import { freePort } from '../support/ports.ts';
import { ready, startProgram, type TestProcess } from '../support/processes.ts';
import { eventually, pause } from '../support/wait.ts';
import { startYoukan, type TestYoukan } from '../support/youkan.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
	for (const stop of stops.splice(0).reverse()) await stop();
});

const QUEUE = 20;
const FILTER = 'youkan/v1/42/#';
const TOPIC = 'youkan/v1/42/420106/d/scan';
const DROPPED = '$SYS/broker/publish/messages/dropped';
const silent = { warn: () => undefined, error: () => undefined };

/** A Mosquitto that queues twenty messages, saves nothing and says its counters each second. */
async function startTinyMosquitto(): Promise<{ url: string; restart(): Promise<void> }> {
	const directory = await mkdtemp(join(tmpdir(), 'youkan-tiny-'));
	const port = await freePort();
	const file = join(directory, 'mosquitto.conf');
	const lines = [
		`listener ${port} 127.0.0.1`,
		'allow_anonymous true',
		'sys_interval 1',
		`max_queued_messages ${QUEUE}`,
		'max_inflight_messages 10',
		...(process.getuid?.() === 0 ? ['user root'] : [])
	];
	await writeFile(file, `${lines.join('\n')}\n`);
	let broker: TestProcess;
	async function start(): Promise<void> {
		broker = startProgram('/usr/sbin/mosquitto', { args: ['-c', file] });
		await ready('Mosquitto listens', broker, () => isListening(port));
	}
	await start();
	stops.push(async () => {
		await broker.stop();
		await rm(directory, { recursive: true, force: true });
	});
	return {
		url: `mqtt://127.0.0.1:${port}`,
		async restart() {
			await broker.kill();
			await start();
		}
	};
}

function isListening(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connectSocket(port, '127.0.0.1');
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}

/** A worker's consumer that acknowledges nothing, with its watch. */
function consume(url: string, worker = 'w') {
	const messages: string[] = [];
	const facts: ConnectionFacts[] = [];
	const failures: Error[] = [];
	const since = systemClock.now();
	const watch = createBrokerWatch({ clock: systemClock, log: silent }, { worker, since });
	const consumer = connectConsumer(
		{ url, clientId: worker },
		[FILTER],
		{
			message: ({ topic }) => void messages.push(topic),
			connected(given) {
				facts.push(given);
				watch.connected(given);
			},
			disconnected: () => undefined,
			failed: (error) => void failures.push(error),
			system: (topic, payload) => watch.system(topic, payload)
		},
		watchedFilters(worker)
	);
	stops.push(() => consumer.close());
	return { consumer, watch, messages, facts, failures, since };
}

/** Resolves when the worker is connected and knows where the broker's counter stands. */
async function started({ facts, watch }: ReturnType<typeof consume>): Promise<void> {
	await eventually(
		'connected, and the counter is known',
		() => facts.length === 1 && Object.hasOwn(watch.figures().counters, DROPPED)
	);
}

/** The retained notice of a worker, with what it saw of the broker. */
function notice(worker: string, { since, watch }: ReturnType<typeof consume>): string {
	const none = { messages: 0, received: 0, stored: 0, refused: 0, duplicates: 0, retries: 0 };
	const said: CommitNotice = {
		...{ worker, at: since, oldest: null, filters: [FILTER], since },
		held: { messages: 0, objects: 0, bytes: 0 },
		totals: { ...none, commits: 0 },
		broker: watch.figures()
	};
	return JSON.stringify(said);
}

async function publish(url: string, count: number): Promise<void> {
	const publisher = await connectPublisher({ url, clientId: 'p' }, () => undefined);
	await Promise.all(Array.from({ length: count }, () => publisher.publish(TOPIC, 'x')));
	await publisher.close();
}

describe('a worker watches its broker', () => {
	it('and counts what Mosquitto drops though publishers are told that it has it', async () => {
		const broker = await startTinyMosquitto();
		const away = consume(broker.url, 'v');
		await started(away);
		const there = consume(broker.url);
		await started(there);
		expect(there.facts).toEqual([{ sessionPresent: false, protocol: 5, window: 10 }]);
		away.consumer.notice(commitTopic('v'), notice('v', away));
		await away.consumer.close();

		// Reading rests, as it does when all that may be held is held: the counter comes all the same.
		there.consumer.pause();
		await publish(broker.url, 200);
		await eventually('drops are seen', () => there.watch.figures().dropped >= 200 - QUEUE - 10);
		expect(there.watch.figures()).toMatchObject({ window: 10, sessionsLost: 0 });

		// Who comes back counts what was dropped while nobody looked.
		const back = consume(broker.url, 'v');
		await started(back);
		await eventually('it goes on', () => back.watch.figures().dropped >= 200 - QUEUE - 10);
		expect(back.watch.figures().sessionsLost).toBe(0);
		await eventually('its queue has come', () => back.messages.length >= QUEUE);
		expect(new Set(back.messages)).toEqual(new Set([TOPIC]));
	});

	it('and says so when its session is lost', async () => {
		const broker = await startTinyMosquitto();
		const { watch, facts, messages } = consume(broker.url);
		await eventually('connected', () => facts.length === 1);
		await broker.restart();
		await eventually('connected again', () => facts.length === 2);
		expect(facts[1]?.sessionPresent).toBe(false);
		expect(watch.figures().sessionsLost).toBe(1);
		await publish(broker.url, 1);
		await eventually('it goes on', () => messages.length === 1);
	});

	it('and is none the worse for a broker that says nothing of itself', async () => {
		const broker = await startEmbeddedBroker();
		stops.push(() => broker.stop());
		const { watch, facts, failures } = consume(broker.url);
		await eventually('connected', () => facts.length === 1);
		await pause(2_500);
		expect(failures).toEqual([]);
		expect(facts).toEqual([{ sessionPresent: false, protocol: 4, window: undefined }]);
		expect(watch.figures()).toMatchObject({ dropped: 0, sessionsLost: 0, window: 0 });
	});
});

describe('Youkan', () => {
	let youkan: TestYoukan;
	const metrics = async () => (await fetch(`${youkan.url}/metrics`)).text();
	const figure = async (name: string) => {
		const line = (await metrics()).split('\n').find((text) => text.startsWith(`${name} `));
		return line === undefined ? undefined : Number(line.slice(name.length + 1));
	};
	const watchdog = 'youkan_alarm{kind="watchdog"}';

	it('raises an alarm 30 s after a worker was killed, and ends it when it speaks again', async () => {
		youkan = await startYoukan({ broker: 'mosquitto' });
		stops.push(() => youkan.stop());
		await eventually(
			'the worker speaks',
			async () => (await figure('youkan_worker_silent_seconds{worker="youkan-ingest"}')) === 0
		);
		expect(await figure(watchdog)).toBe(0);
		expect(await figure('youkan_broker_dropped_messages{worker="youkan-ingest"}')).toBe(0);

		const killed = Date.now();
		await youkan.ingest.kill();
		await eventually('the alarm', async () => (await figure(watchdog)) === 1, 40_000);
		const took = Date.now() - killed;
		expect(took).toBeGreaterThan(28_000);
		expect(took).toBeLessThan(35_000);
		const readyz = await fetch(`${youkan.url}/readyz`);
		expect(readyz.status).toBe(200);
		expect(await readyz.json()).toMatchObject({
			...{ ready: true, reasons: [] },
			warnings: [expect.stringMatching(/^ingest youkan-ingest: silent since 20/) as string]
		});

		await youkan.restartIngest();
		await eventually('its end', async () => (await figure(watchdog)) === 0, 20_000);

		// A worker that will not come back is forgotten when its notice is removed.
		await youkan.ingest.kill();
		const address = { url: youkan.mqttUrl, clientId: 'operator' };
		const operator = await connectPublisher(address, () => undefined);
		await operator.publish(commitTopic('youkan-ingest'), '', { retain: true });
		await operator.close();
		await eventually(
			'it is forgotten',
			async () =>
				(await figure('youkan_worker_silent_seconds{worker="youkan-ingest"}')) === undefined
		);
	});

	it('lists devices with their clocks', async () => {
		youkan = await startYoukan({ broker: 'mosquitto' });
		stops.push(() => youkan.stop());
		const { clickhouse } = youkan;
		const then = Date.now() - 60_000;
		await clickhouse.query(`INSERT INTO youkan.device_status
			(site, device, received_at, online, at, boot, last, payload_hash) SELECT site, device,
			fromUnixTimestamp64Milli(${then} + n), n != 1, fromUnixTimestamp64Milli(${then}), '', map(), n
			FROM (SELECT ['420106', '420106', '430102'][n + 1] AS site, ['a', 'a', 'c'][n + 1] AS device,
			number AS n FROM numbers(3))`);
		await clickhouse.query(`INSERT INTO youkan.device_clock VALUES
			('420106', 'a', 5, false, ${then / 1000}), ('420106', 'a', -180500, true, ${then / 1000 + 1}),
			('420106', 'b', 1500, false, ${then / 1000})`);
		await eventually('asOf is past them', async () => {
			const { asOf } = (await youkan.get('/api/v1/devices')) as { asOf: string };
			return Date.parse(asOf) > then + 10;
		});

		const { items, total, next } = (await youkan.get('/api/v1/devices?scope=42')) as {
			items: Record<string, unknown>[];
			total: number;
			next: unknown;
		};
		expect(items).toMatchObject([
			{ site: '420106', device: 'a', online: false, skewSeconds: -180.5, clockFlagged: true },
			{ site: '420106', device: 'b', online: null, since: null, skewSeconds: 1.5 }
		]);
		expect({ total, next, shown: Date.parse(String(items[0]?.['since'])) }).toEqual({
			...{ total: 2, next: null, shown: then + 1 }
		});

		const names: unknown[] = [];
		for (let cursor: string | null = ''; cursor !== null;) {
			const page: { items: { device: string }[]; next: string | null } = (await youkan.get(
				`/api/v1/devices?limit=1&cursor=${cursor}`
			)) as { items: { device: string }[]; next: string | null };
			names.push(...page.items.map(({ device }) => device));
			cursor = page.next;
		}
		expect(names).toEqual(['c', 'a', 'b']);
		const flagged = (await youkan.get('/api/v1/devices?clockFlagged=true')) as object;
		expect(flagged).toMatchObject({ total: 1, items: [{ device: 'a' }] });
		const wall = await fetch(`${youkan.url}/api/v1/devices`, {
			headers: { authorization: `Bearer ${youkan.wallToken}` }
		});
		expect(wall.status).toBe(403);
	});
});
