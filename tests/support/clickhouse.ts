import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.ts';
import { ready, startProcess } from './processes.ts';
import type { TestProcess } from './processes.ts';

export interface TestClickHouse {
	readonly url: string;
	readonly port: number;
	readonly directory: string;
	/** The process of the engine that runs now, for signals. */
	readonly process: TestProcess;
	/** Runs one statement in the default database and returns the answer (TabSeparated unless it names a FORMAT). */
	query(sql: string): Promise<string>;
	/** Stops it in order; the data stay for `restart`. */
	halt(): Promise<void>;
	/** `kill -9`; the data stay for `restart`. */
	kill(): Promise<void>;
	/** Starts it again on the same port and data, and resolves when it answers. */
	restart(): Promise<void>;
	/** Stops it and removes its data. */
	stop(): Promise<void>;
}

/** Starts an embedded ClickHouse on a free port of loopback with data of its own; resolves when it answers. */
export async function startClickHouse(): Promise<TestClickHouse> {
	const directory = await mkdtemp(join(tmpdir(), 'youkan-clickhouse-'));
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;

	async function query(sql: string): Promise<string> {
		const response = await fetch(url, {
			method: 'POST',
			body: sql,
			headers: { connection: 'close' } // an idle connection would hold up an orderly stop
		});
		const text = await response.text();
		if (!response.ok) throw new Error(text);
		return text;
	}

	async function start(): Promise<TestProcess> {
		const engine = startProcess('standalone/clickhouse-process.ts', {
			args: ['--path', directory, '--port', String(port)]
		});
		await ready('ClickHouse answers', engine, async () => (await query('SELECT 1')) === '1\n');
		return engine;
	}

	let engine = await start();
	return {
		url,
		port,
		directory,
		get process() {
			return engine;
		},
		query,
		async halt() {
			await engine.stop();
		},
		kill: () => engine.kill(),
		async restart() {
			engine = await start();
		},
		async stop() {
			if (engine.isRunning) await engine.stop();
			await rm(directory, { recursive: true, force: true });
		}
	};
}
