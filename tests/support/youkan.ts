import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wallToken } from '../../standalone/wall-token.ts';
import { startClickHouse } from './clickhouse.ts';
import type { TestClickHouse } from './clickhouse.ts';
import { startEmbeddedBroker } from './embedded-broker.ts';
import { placeEmptyPostgres } from './empty-postgres.ts';
import { startMosquitto } from './mosquitto.ts';
import type { TestBroker } from './mosquitto.ts';
import { freePort } from './ports.ts';
import { ready, runProcess, startProcess } from './processes.ts';
import type { TestProcess } from './processes.ts';

export interface YoukanOptions {
	readonly broker: 'mosquitto' | 'embedded';
	/** Whether the simulated nation publishes; `env` may set its rate and seed. */
	readonly simulator?: boolean;
	/** Added to the environment of every part. */
	readonly env?: Readonly<Record<string, string>>;
}

export interface TestYoukan {
	/** Of the server, without a slash at the end. */
	readonly url: string;
	readonly mqttUrl: string;
	readonly clickhouse: TestClickHouse;
	readonly broker: TestBroker;
	/** The API token: operator, nation-wide. */
	readonly token: string;
	readonly wallToken: string;
	readonly dataDir: string;
	/** What every part was given, for starting more of them. */
	readonly env: Readonly<Record<string, string>>;
	readonly ingest: TestProcess;
	readonly server: TestProcess;
	/** Null without a simulator. */
	readonly simulator: TestProcess | null;
	/** GET of the API with the token; rejects with the answer when it is not 2xx. */
	get(path: string): Promise<unknown>;
	/** Starts ingest again, after a kill. */
	restartIngest(): Promise<void>;
	/** Starts the server again, after a kill, and resolves when it is ready. */
	restartServer(): Promise<void>;
	/** Stops everything in order and removes all data. */
	stop(): Promise<void>;
}

/**
 * The whole of Youkan as `npm start` runs it, on free ports of loopback with data of its own: resolves
 * when `/readyz` says ready. The caller stops it.
 */
export async function startYoukan(options: YoukanOptions): Promise<TestYoukan> {
	const dataDir = await mkdtemp(join(tmpdir(), 'youkan-data-'));
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const token = randomBytes(24).toString('base64url');
	const clickhouse = await startClickHouse();
	const broker = await (options.broker === 'mosquitto' ? startMosquitto() : startEmbeddedBroker());
	const env = {
		PORT: String(port),
		DATA_DIR: dataDir,
		MQTT_URL: broker.url,
		CLICKHOUSE_URL: clickhouse.url,
		API_TOKEN: token,
		DEMO: options.simulator === true ? 'on' : 'off',
		...options.env
	};
	const running: TestProcess[] = [];

	async function stop(): Promise<void> {
		for (const part of running.toReversed()) if (part.isRunning) await part.stop();
		await broker.stop();
		await clickhouse.stop();
		await rm(dataDir, { recursive: true, force: true });
	}

	function begin(file: string): TestProcess {
		const part = startProcess(file, { env });
		running.push(part);
		return part;
	}

	async function beginServer(): Promise<TestProcess> {
		const part = begin('server/main.ts');
		await ready('the server is ready', part, async () => (await fetch(`${url}/readyz`)).ok, 60_000);
		return part;
	}

	try {
		const wall = wallToken(dataDir);
		await placeEmptyPostgres(dataDir);
		const migration = await runProcess('server/migrate.ts', { env });
		if (migration.code !== 0) throw new Error(`migrate: ${migration.output}`);
		let ingest = begin('ingest/main.ts');
		let server = await beginServer();
		const simulator = options.simulator === true ? begin('simulator/main.ts') : null;
		return {
			url,
			mqttUrl: broker.url,
			clickhouse,
			broker,
			token,
			wallToken: wall,
			dataDir,
			env,
			get ingest() {
				return ingest;
			},
			get server() {
				return server;
			},
			simulator,
			async get(path) {
				const answer = await fetch(`${url}${path}`, {
					headers: { authorization: `Bearer ${token}` }
				});
				const body = await answer.text();
				if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${body}`);
				return JSON.parse(body) as unknown;
			},
			restartIngest() {
				ingest = begin('ingest/main.ts');
				return Promise.resolve();
			},
			async restartServer() {
				server = await beginServer();
			},
			stop
		};
	} catch (error) {
		await stop();
		throw error;
	}
}
