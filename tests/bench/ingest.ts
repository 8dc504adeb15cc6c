/**
 * How fast ingest makes events durable, beside stock MQTT.js that throws them away: both drain a queue that
 * Mosquitto holds for them, in turns, so that no publisher takes their processor.
 */
import { readFileSync } from 'node:fs';
import { commitFilter, parseCommitNotice } from '#domain/commit-notice.ts';
import { connectListener, connectPublisher, type Publisher } from '#server/mqtt.ts';
import { startClickHouse, type TestClickHouse } from '../support/clickhouse.ts';
import { scan } from '../support/events.ts';
import { startMosquitto } from '../support/mosquitto.ts';
import { ready, runProcess, startProcess, type TestProcess } from '../support/processes.ts';
import { eventually, pause } from '../support/wait.ts';
import { median, quantile, tell } from './figure.ts';

const ROUNDS = 3;
/** Events of a queue: some seconds of work. */
const EVENTS = { 1: 300_000, 50: 1_500_000 } as const;
/** Publishes on their way: enough to keep the broker busy. */
const WINDOW = 2_000;
const LATENCY_SECONDS = 10;
/** What one publisher can do beside ingest on two cores. */
const MAX_PACE = 8_000;
/** Processor time in /proc is counted in hundredths. */
const TICKS = 100;

interface Drained {
	readonly perSecond: number;
	/** CPU seconds for a million events. */
	readonly cpu: number;
}

export async function ingestBench(): Promise<void> {
	const [broker, clickhouse] = await Promise.all([startMosquitto(), startClickHouse()]);
	const env = { MQTT_URL: broker.url, CLICKHOUSE_URL: clickhouse.url };
	const publisher = await connectPublisher({ url: broker.url, clientId: 'bench' }, () => undefined);
	let stored = { since: 0, total: 0, heardAt: 0 };
	const heard: ((total: number, at: number) => void)[] = [];
	const listener = connectListener(
		{ url: broker.url, clientId: 'bench-notices' },
		[commitFilter],
		(_topic, payload) => {
			const notice = parseCommitNotice(payload.toString());
			if (!notice) return;
			stored = { since: notice.since, total: notice.totals.stored, heardAt: performance.now() };
			for (const hear of heard) hear(stored.total, stored.heardAt);
		},
		() => undefined
	);
	try {
		const migration = await runProcess('server/migrate.ts', { env });
		if (migration.code !== 0) throw new Error(migration.output);
		const discards: Drained[] = [];
		const singles: Drained[] = [];
		const arrays: Drained[] = [];
		await leaveSession(
			() => discard(broker.url),
			(p) => p.output().includes('subscribed')
		);
		await leaveSession(ingest, (p) => p.output().includes('connected to the broker'));
		for (let round = 1; round <= ROUNDS; round++) {
			await fill(publisher, 'bench/v1/65/650102/gate-1/scan', `d${round}`, 1);
			const reference = discard(broker.url);
			discards.push(
				await drain(reference, EVENTS[1], () =>
					Number(reference.output().trimEnd().split('\n').at(-1))
				)
			);
			await reference.stop();
			singles.push(await drainIngest(`s${round}`, 1));
			arrays.push(await drainIngest(`a${round}`, 50));
		}
		const rate = (of: readonly Drained[]) => median(of.map(({ perSecond }) => perSecond));
		const cpu = (of: readonly Drained[]) => median(of.map((d) => d.cpu));
		tell({ name: 'ingest/discard/rate', value: rate(discards), unit: 'events/s' });
		tell({
			name: 'ingest/one/rate',
			value: rate(singles),
			unit: 'events/s',
			reference: rate(discards)
		});
		tell({
			name: 'ingest/one/cpu',
			value: cpu(singles),
			unit: 's per million',
			reference: cpu(discards)
		});
		tell({
			name: 'ingest/fifty/rate',
			value: rate(arrays),
			unit: 'events/s',
			reference: rate(singles)
		});
		tell({
			name: 'ingest/fifty/cpu',
			value: cpu(arrays),
			unit: 's per million',
			reference: cpu(discards)
		});
		await latency(Math.min(MAX_PACE, rate(singles) / 2));
		await bytes(clickhouse);
	} finally {
		await listener.close();
		await publisher.close();
		await broker.stop();
		await clickhouse.stop();
	}

	function ingest(): TestProcess {
		return startProcess('ingest/main.ts', { env });
	}

	async function drainIngest(boot: string, objects: keyof typeof EVENTS): Promise<Drained> {
		await fill(publisher, 'youkan/v1/65/650102/gate-1/scan', boot, objects);
		const begun = Date.now();
		const worker = ingest();
		const drained = await drain(worker, EVENTS[objects], () =>
			stored.since >= begun ? stored.total : 0
		);
		await worker.stop();
		return drained;
	}

	/** Publish to durable at an even pace, by the notice that covers each event. */
	async function latency(pace: number): Promise<void> {
		const begun = Date.now();
		const worker = ingest();
		await ready('ingest is there', worker, () => stored.since >= begun);
		const times: number[] = [];
		const waits: number[] = [];
		heard.push((total, at) => {
			while (waits.length < total) waits.push(at - (times[waits.length] ?? at));
		});
		const start = performance.now();
		while (times.length < pace * LATENCY_SECONDS) {
			const due = Math.min(pace * LATENCY_SECONDS, ((performance.now() - start) * pace) / 1000);
			while (times.length < due) {
				times.push(performance.now());
				const event = scan('latency', times.length, Date.now());
				void publisher.publish('youkan/v1/65/650102/gate-1/scan', JSON.stringify(event));
			}
			await pause(5);
		}
		await eventually('all is stored', () => waits.length >= times.length, 60_000);
		await worker.stop();
		tell({ name: 'ingest/latency/pace', value: times.length / LATENCY_SECONDS, unit: 'events/s' });
		for (const share of [0.5, 0.95, 0.99])
			tell({ name: `ingest/latency/p${share * 100}`, value: quantile(waits, share), unit: 'ms' });
	}
}

function discard(url: string): TestProcess {
	return startProcess('tests/bench/discard.ts', { args: [url, 'bench-discard', 'bench/#'] });
}

/** Starts and stops a consumer, so that the broker keeps a queue for it. */
async function leaveSession(
	start: () => TestProcess,
	isThere: (running: TestProcess) => boolean
): Promise<void> {
	const running = start();
	await ready('it is subscribed', running, () => isThere(running));
	await pause(500);
	await running.stop();
}

/** Publishes the events of a queue, `objects` a message, and waits until the broker has them all. */
async function fill(
	publisher: Publisher,
	topic: string,
	boot: string,
	objects: keyof typeof EVENTS
): Promise<void> {
	let underWay: Promise<void>[] = [];
	for (let seq = 1; seq <= EVENTS[objects]; seq += objects) {
		const events = Array.from({ length: objects }, (_, i) => scan(boot, seq + i, Date.now()));
		underWay.push(publisher.publish(topic, JSON.stringify(objects === 1 ? events[0] : events)));
		if (underWay.length >= WINDOW) {
			await Promise.all(underWay);
			underWay = [];
		}
	}
	await Promise.all(underWay);
}

/** From the first sign of a count to the last event: the rate, and what it cost the process. */
async function drain(running: TestProcess, total: number, count: () => number): Promise<Drained> {
	const look = () => ({ count: count() || 0, at: performance.now(), cpu: cpuOf(running.pid) });
	let first = look();
	let last = first;
	while (last.count < total) {
		if (!running.isRunning) throw new Error(running.output());
		await pause(10);
		last = look();
		if (first.count === 0) first = last;
	}
	const events = last.count - first.count;
	return {
		perSecond: events / ((last.at - first.at) / 1000),
		cpu: ((last.cpu - first.cpu) / events) * 1_000_000
	};
}

/** Processor seconds of a process since its start, those of the kernel for it included. */
function cpuOf(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Stored bytes of an event after merges, all tables together, beside its JSON. */
async function bytes(clickhouse: TestClickHouse): Promise<void> {
	for (const table of ['scan_event', 'scan_minute', 'item_event'])
		await clickhouse.query(`OPTIMIZE TABLE youkan.${table} FINAL`);
	const number = async (sql: string) => Number(await clickhouse.query(sql));
	const events = await number('SELECT count() FROM youkan.scan_event');
	const stored = await number(
		`SELECT sum(data_compressed_bytes) FROM system.parts WHERE active AND database = 'youkan'`
	);
	const json = JSON.stringify(scan('s1', EVENTS[1] / 2, Date.now())).length;
	tell({ name: 'ingest/bytes', value: stored / events, unit: 'bytes per event', reference: json });
}
