import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.ts';
import { projectRoot, ready, startProgram } from './processes.ts';
import type { TestProcess } from './processes.ts';

export interface TestBroker {
	readonly url: string;
	readonly port: number;
	/** The process that runs now, for signals. */
	readonly process: TestProcess;
	/** Stops it in order: it saves what it holds for `restart`. */
	halt(): Promise<void>;
	/** `kill -9`: it loses what came after its last save. */
	kill(): Promise<void>;
	/** Starts it again on the same port and directory. */
	restart(): Promise<void>;
	/** Stops it and removes its directory. */
	stop(): Promise<void>;
}

const program = '/usr/sbin/mosquitto';

/**
 * Starts the system's Mosquitto with deploy/mosquitto.conf, a listener on a free port of loopback and
 * a directory of its own; resolves when it listens.
 */
export async function startMosquitto(): Promise<TestBroker> {
	const directory = await mkdtemp(join(tmpdir(), 'youkan-mosquitto-'));
	const port = await freePort();
	const file = join(directory, 'mosquitto.conf');
	const shipped = await readFile(join(projectRoot, 'deploy/mosquitto.conf'), 'utf8');
	const own = [
		`listener ${port} 127.0.0.1`,
		'allow_anonymous true',
		`persistence_location ${directory}/`,
		// Mosquitto gives up root's rights for this user, who could not write into the directory.
		...(process.getuid?.() === 0 ? ['user root'] : [])
	];
	await writeFile(file, `${shipped}\n${own.join('\n')}\n`);

	async function start(): Promise<TestProcess> {
		const broker = startProgram(program, { args: ['-c', file] });
		await ready('Mosquitto listens', broker, () => isListening(port));
		return broker;
	}

	let broker = await start();
	return {
		url: `mqtt://127.0.0.1:${port}`,
		port,
		get process() {
			return broker;
		},
		async halt() {
			await broker.stop();
		},
		kill: () => broker.kill(),
		async restart() {
			broker = await start();
		},
		async stop() {
			if (broker.isRunning) await broker.stop();
			await rm(directory, { recursive: true, force: true });
		}
	};
}

/** Whether something accepts connections at a port of 127.0.0.1. */
export function isListening(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}
