/** The parts of a chaos run, each a process of its own, with fault proxies around ingest. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startClickHouse, type TestClickHouse } from '../support/clickhouse.ts';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { startMosquitto, type TestBroker } from '../support/mosquitto.ts';
import { freePort } from '../support/ports.ts';
import { ready, runProcess, startProcess, type TestProcess } from '../support/processes.ts';
import { eventually, pause } from '../support/wait.ts';

/** An ingest that a supervisor starts again whenever it has ended. */
interface Worker {
	/** kill -9, as soon as it runs; resolves when it is gone. */
	kill(): Promise<void>;
	/** Resident memory, megabytes; 0 while it does not run. */
	memoryMB(): Promise<number>;
	/** How it ended whenever nobody had killed it: its exit code and its last words. */
	readonly ownEnds: readonly string[];
	stop(): Promise<void>;
}

interface WorkerOptions {
	readonly env?: Readonly<Record<string, string>>;
	/** Between an end and the next start. */
	readonly restartMs: number;
}

export interface World {
	readonly broker: TestBroker;
	readonly clickhouse: TestClickHouse;
	/** Between ingest and the broker. */
	readonly brokerProxy: FaultProxy;
	/** Between ingest and ClickHouse. */
	readonly clickhouseProxy: FaultProxy;
	readonly workers: readonly Worker[];
	/** GET of the API with the token; rejects when the answer is not 2xx. */
	readonly get: (path: string) => Promise<unknown>;
	/** What /readyz says. */
	readiness(): Promise<{ readonly status: number; readonly text: string }>;
	/** Stops everything and removes all data. */
	stop(): Promise<void>;
}

/** Starts everything but the devices and resolves when /readyz says ready. The caller stops it. */
export async function startWorld(workers: readonly WorkerOptions[]): Promise<World> {
	const dataDir = await mkdtemp(join(tmpdir(), 'youkan-chaos-'));
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const token = randomBytes(24).toString('base64url');
	const broker = await startMosquitto();
	const clickhouse = await startClickHouse();
	const brokerProxy = await startFaultProxy(broker.port);
	const clickhouseProxy = await startFaultProxy(clickhouse.port);
	const running: { stop(): Promise<unknown> }[] = [];

	async function stop(): Promise<void> {
		for (const part of running.toReversed()) await part.stop();
		await Promise.all([brokerProxy.close(), clickhouseProxy.close()]);
		await broker.stop();
		await clickhouse.stop();
		await rm(dataDir, { recursive: true, force: true });
	}

	try {
		const env = {
			PORT: String(port),
			DATA_DIR: dataDir,
			API_TOKEN: token,
			MQTT_URL: broker.url,
			CLICKHOUSE_URL: clickhouse.url
		};
		const migration = await runProcess('server/migrate.ts', { env });
		if (migration.code !== 0) throw new Error(`migrate: ${migration.output}`);
		const ingestEnv = {
			MQTT_URL: `mqtt://127.0.0.1:${brokerProxy.port}`,
			CLICKHOUSE_URL: `http://127.0.0.1:${clickhouseProxy.port}`
		};
		const supervised = workers.map((worker) =>
			superviseIngest({ ...worker, env: { ...ingestEnv, ...worker.env } })
		);
		running.push(...supervised);
		const server = startProcess('server/main.ts', { env });
		running.push(server);
		await ready('ready', server, async () => (await fetch(`${url}/readyz`)).ok, 60_000);
		return {
			broker,
			clickhouse,
			brokerProxy,
			clickhouseProxy,
			workers: supervised,
			async get(path) {
				const answer = await fetch(`${url}${path}`, {
					headers: { authorization: `Bearer ${token}` }
				});
				const body = await answer.text();
				if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${body}`);
				return JSON.parse(body) as unknown;
			},
			async readiness() {
				const answer = await fetch(`${url}/readyz`);
				return { status: answer.status, text: await answer.text() };
			},
			stop
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

function superviseIngest({ env = {}, restartMs }: WorkerOptions): Worker {
	let isStopping = false;
	const isToEnd = () => isStopping;
	const killed = new Set<TestProcess>();
	const ownEnds: string[] = [];
	const begin = () => startProcess('ingest/main.ts', { env });
	let part = begin();
	const kept = keep();

	async function keep(): Promise<void> {
		for (;;) {
			const { code } = await part.exited;
			if (isToEnd()) return;
			if (!killed.has(part)) ownEnds.push(`exit code ${code}: ${part.output().trim().slice(-500)}`);
			await pause(restartMs);
			if (isToEnd()) return;
			part = begin();
		}
	}

	return {
		async kill() {
			await eventually('ingest runs', () => part.isRunning, 60_000);
			killed.add(part);
			await part.kill();
		},
		async memoryMB() {
			if (!part.isRunning) return 0;
			const status = await readFile(`/proc/${part.pid}/status`, 'utf8').catch(() => '');
			return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
		},
		ownEnds,
		async stop() {
			isStopping = true;
			if (part.isRunning) await part.stop();
			await kept;
		}
	};
}
