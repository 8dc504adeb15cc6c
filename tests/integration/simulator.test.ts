/** The simulator as a process against a real Mosquitto: what it tells, and that no end of it changes that. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { decodePacket } from '#domain/decode/packet.ts';
import { provinces } from '#domain/province.ts';
import { DAY_MS } from '#domain/time.ts';
import { loadMarker } from '../../simulator/marker.ts';
import { createNation } from '../../simulator/nation.ts';
import { startMosquitto, type TestBroker } from '../support/mosquitto.ts';
import { startProcess, type TestProcess } from '../support/processes.ts';
import { eventually } from '../support/wait.ts';

/** Twice what the history may hold. */
const RATE = 2;
const HISTORY_MS = 2 * DAY_MS;
const MAX_TOLD = 200_000;
const STOP_MS = 2_000;
const EVENTUALLY_MS = 60_000;

let broker: TestBroker;
/** Of what a test has started, the latest last. */
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
	broker = await startMosquitto();
});
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
});
afterAll(() => broker.stop());

/** What was told, gathered by identity. */
async function listen() {
	/** By topic and boot, in the order of seq: what each says. */
	const series = new Map<string, string[]>();
	const told = {
		series,
		/** Distinct events. */
		count: 0,
		again: 0,
		first: Infinity,
		last: -Infinity,
		provinces: new Set<string>(),
		boots: new Set<string>(),
		/** Gaps, identities with two contents and payloads that are refused. */
		faults: [] as string[]
	};

	function hear(topic: string, payload: Buffer): void {
		const packet = decodePacket(topic, payload, Date.now(), { retentionDays: 400 });
		for (const refusal of packet.refused) told.faults.push(`${topic}: ${refusal.detail}`);
		for (const { telemetry } of packet.accepted) {
			if (telemetry.stream === 'status') continue;
			const { boot, seq, at } = telemetry.value;
			const name = `${topic} ${boot}`;
			const contents = series.get(name) ?? [];
			series.set(name, contents);
			const content = JSON.stringify(telemetry.value);
			const before = contents[seq - 1];
			if (seq > contents.length + 1) told.faults.push(`${name}: ${seq} after ${contents.length}`);
			if (before !== undefined && before !== content) told.faults.push(`${before} and ${content}`);
			if (before === undefined) told.count++;
			else told.again++;
			contents[seq - 1] = content;
			told.first = Math.min(told.first, at);
			told.last = Math.max(told.last, at);
			told.provinces.add(packet.source?.province ?? '');
			told.boots.add(boot);
		}
	}

	const client = await mqtt.connectAsync(broker.url);
	ends.push(() => client.endAsync(true));
	client.on('message', hear);
	await client.subscribeAsync('youkan/v1/#', { qos: 1 });
	return told;
}

async function dataDirectory(): Promise<string> {
	const dataDir = await mkdtemp(join(tmpdir(), 'youkan-simulator-'));
	ends.push(() => rm(dataDir, { recursive: true, force: true }));
	return dataDir;
}

function simulate(dataDir: string): TestProcess {
	const env = { DATA_DIR: dataDir, MQTT_URL: broker.url, SIMULATOR_RATE: String(RATE) };
	const simulator = startProcess('simulator/main.ts', { env });
	ends.push(() => simulator.kill());
	return simulator;
}

/** Waits for what is: it begins with a boot of its own, the second or a later one. */
const live = (told: Awaited<ReturnType<typeof listen>>, boots: number) =>
	eventually(
		'it tells what is',
		() => told.boots.size === boots && told.last > Date.now() - 10_000,
		EVENTUALLY_MS
	);

it('tells 48 hours, then what is, and goes on after SIGTERM', async () => {
	const told = await listen();
	const dataDir = await dataDirectory();
	const start = Date.now();
	const simulator = simulate(dataDir);
	await live(told, 2);
	expect(told.faults).toEqual([]);
	expect(told.count).toBeLessThanOrEqual(MAX_TOLD);
	expect(told.first).toBeGreaterThanOrEqual(start - HISTORY_MS);
	expect(told.first).toBeLessThan(start - HISTORY_MS + 600_000);
	expect(told.last).toBeLessThan(Date.now() + 3_000);
	const served = provinces.filter((province) => province.served).map(({ code }) => code);
	expect([...told.provinces].sort()).toEqual(served);
	expect(served).toHaveLength(31);

	const stop = Date.now();
	expect(await simulator.stop()).toEqual({ code: 0, signal: null });
	expect(Date.now() - stop).toBeLessThan(STOP_MS);

	told.first = Infinity;
	simulate(dataDir);
	await live(told, 3);
	expect(told.faults).toEqual([]);
	expect(told.first).toBeGreaterThan(stop - 5_000);
});

it('tells all of the history once however it ends in its middle', async () => {
	const told = await listen();
	const dataDir = await dataDirectory();
	for (const [count, signal] of [
		[20_000, 'SIGKILL'],
		[70_000, 'SIGTERM'],
		[120_000, 'SIGKILL']
	] as const) {
		const simulator = simulate(dataDir);
		await eventually(`${count} are told`, () => told.count > count, EVENTUALLY_MS, 5);
		const end = Date.now();
		simulator.signal(signal);
		await simulator.exited;
		expect(Date.now() - end).toBeLessThan(STOP_MS);
		expect(told.last).toBeLessThan(end - 3_600_000);
	}
	simulate(dataDir);
	await live(told, 2);
	expect(told.faults).toEqual([]);
	expect(told.again).toBeGreaterThan(0);

	const marker = await loadMarker(join(dataDir, 'simulated.json'));
	const { seed, segments, boot } = marker ?? expect.fail('no marker');
	const from = segments[0]?.from ?? NaN;
	const history = createNation(seed, segments).events(from, boot.at, from);
	const heard = [...told.series].filter(([name]) => name.includes(' history-'));
	expect(heard.reduce((sum, [, contents]) => sum + contents.length, 0)).toBe(history.length);
});
