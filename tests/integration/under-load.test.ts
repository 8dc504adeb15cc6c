/** `npm start` with a real Mosquitto under 1,000 messages a second: how late things are, and what deaths cost. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scan } from '../support/events.ts';
import { at, followWall, openLive } from '../support/live.ts';
import { startLoad } from '../support/load.ts';
import { startMosquitto, type TestBroker } from '../support/mosquitto.ts';
import { mosquittoPub } from '../support/mqtt-clients.ts';
import {
	standaloneEnvironment,
	startStandalone,
	type StandaloneRun
} from '../support/standalone.ts';
import { eventually, pause } from '../support/wait.ts';

const TOKEN = 'under-load-token-0123456789';
const PER_SECOND = 1_000;
let dataDir: string;
let env: Record<string, string>;
let broker: TestBroker;
let youkan: StandaloneRun;
let url: string;

beforeAll(async () => {
	dataDir = await mkdtemp(join(tmpdir(), 'youkan-load-'));
	broker = await startMosquitto();
	env = {
		...(await standaloneEnvironment(dataDir)),
		MQTT_URL: broker.url,
		API_TOKEN: TOKEN
	};
	url = `http://127.0.0.1:${env['PORT'] ?? ''}`;
	youkan = startStandalone(env);
	await youkan.ready();
});
afterAll(async () => {
	youkan.signalGroup('SIGINT');
	await youkan.gone();
	await broker.stop();
	await rm(dataDir, { recursive: true, force: true });
});

async function query(sql: string): Promise<string> {
	const answer = await fetch(`http://127.0.0.1:${env['EMBEDDED_CLICKHOUSE_PORT'] ?? ''}/`, {
		method: 'POST',
		body: sql,
		headers: { connection: 'close' }
	});
	if (!answer.ok) throw new Error(await answer.text());
	return (await answer.text()).trim();
}

const distinct = (boot: string) =>
	query(`SELECT uniqExact(seq), max(seq) FROM youkan.scan_event WHERE boot = '${boot}'`);

describe('under 1,000 messages a second', () => {
	it('a message of mosquitto_pub is on the wall within a second', async () => {
		const load = await startLoad(broker.url, 'steady', PER_SECOND);
		const socket = openLive(url, TOKEN);
		const wall = await followWall(socket);
		await pause(2_000);
		const lags: number[] = [];
		for (let seq = 1; seq <= 12; seq++) {
			const begun = Date.now();
			const event = { event: 'ready_for_pickup' };
			await mosquittoPub(
				broker.port,
				'youkan/v1/42/420106/pda-1/scan',
				JSON.stringify(scan('probe', seq, begun, event))
			);
			await eventually(
				'it is on the wall',
				() => at(wall.state, 'summary.perHour.ready_for_pickup') === seq,
				5_000,
				5
			);
			lags.push(Date.now() - begun);
			expect(await query(`SELECT count() FROM youkan.scan_event WHERE boot = 'probe'`)).toBe(
				String(seq)
			);
			await pause(300 + ((seq * 37) % 200));
		}
		socket.close();
		const total = await load.stop();
		await eventually(
			'all is stored',
			async () => (await distinct('steady')) === `${total}\t${total}`
		);
		lags.sort((a, b) => a - b);
		process.stdout.write(`publish to wall at ${PER_SECOND} msg/s: ${lags.join(' ')} ms\n`);
		expect(lags.at(-1)).toBeLessThan(1_000);
		expect(wall.gaps).toEqual([]);
	});

	it('the death of ClickHouse, ingest and the server in turn loses nothing and counts nothing twice', async () => {
		const load = await startLoad(broker.url, 'deaths', PER_SECOND);
		for (const file of [
			'standalone/clickhouse-process.ts',
			'ingest/main.ts',
			'server/main.ts',
			'ingest/main.ts',
			'standalone/clickhouse-process.ts'
		]) {
			await pause(1_500);
			const pid = youkan.pidOf(file);
			expect(pid, `${file} runs`).not.toBeNull();
			process.kill(pid ?? 0, 'SIGKILL');
			await eventually(`${file} is back`, () => {
				const now = youkan.pidOf(file);
				return now !== null && now !== pid;
			});
		}
		await eventually('ready again', async () => (await fetch(`${url}/readyz`)).ok, 30_000);
		await pause(1_500);
		const total = await load.stop();
		expect(total).toBeGreaterThan(7 * PER_SECOND);
		await eventually(
			'all that the broker accepted is stored',
			async () => (await distinct('deaths')) === `${total}\t${total}`,
			30_000
		);
		expect(await query(`SELECT count() FROM youkan.scan_event FINAL WHERE boot = 'deaths'`)).toBe(
			String(total)
		);
	});
});
