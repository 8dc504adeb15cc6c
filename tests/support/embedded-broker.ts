import { isListening } from './mosquitto.ts';
import { freePort } from './ports.ts';
import { ready, startProcess } from './processes.ts';
import type { TestBroker } from './mosquitto.ts';

/** Starts the embedded broker on a free port of loopback; what it holds ends with its process. */
export async function startEmbeddedBroker(ingest = 'youkan-ingest'): Promise<TestBroker> {
	const port = await freePort();

	async function start() {
		const broker = startProcess('standalone/broker-process.ts', {
			args: ['--port', String(port), '--ingest', ingest]
		});
		await ready('the broker listens', broker, () => isListening(port));
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
		}
	};
}
