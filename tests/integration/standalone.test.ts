import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectPublisher } from '#server/mqtt.ts';
import {
	standaloneEnvironment,
	startStandalone,
	type StandaloneRun
} from '../support/standalone.ts';
import { eventually, pause } from '../support/wait.ts';

const STOP_MS = 10_000;
const children = [
	'standalone/clickhouse-process.ts',
	'standalone/broker-process.ts',
	'ingest/main.ts',
	'server/main.ts'
];
/** How a reader of the terminal sees that the named ports are the ones to change. */
const portVariables = ['PORT', 'EMBEDDED_MQTT_PORT', 'EMBEDDED_CLICKHOUSE_PORT'] as const;

let folder: string;
let env: Record<string, string>;
const runs: StandaloneRun[] = [];

function start(more: Record<string, string> = {}): StandaloneRun {
	const run = startStandalone({ ...env, ...more });
	runs.push(run);
	return run;
}

async function isReady(): Promise<boolean> {
	return (await fetch(`http://127.0.0.1:${env['PORT']}/readyz`)).ok;
}

async function query(sql: string): Promise<string> {
	const url = `http://127.0.0.1:${env['EMBEDDED_CLICKHOUSE_PORT']}/`;
	const answer = await fetch(url, { method: 'POST', body: sql, headers: { connection: 'close' } });
	return (await answer.text()).trim();
}

/** Publishes scans as a device does, and resolves when the broker has acknowledged all. */
async function publishScans(count: number): Promise<void> {
	const url = `mqtt://127.0.0.1:${env['EMBEDDED_MQTT_PORT']}`;
	const device = await connectPublisher({ url, clientId: 'belt-1' }, () => undefined);
	const boot = `b${Date.now()}`;
	const scan = (seq: number) => ({
		...{ boot, seq, at: new Date().toISOString() },
		...{ mailNo: String(10_000_000_000 + seq), event: 'departed' }
	});
	const sent = Array.from({ length: count }, (_, n) =>
		device.publish('youkan/v1/42/420100/belt-1/scan', JSON.stringify(scan(n + 1)))
	);
	await Promise.all(sent);
	await device.close();
}

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'youkan standalone-'));
	env = await standaloneEnvironment(join(folder, 'data'));
});
afterAll(async () => {
	for (const run of runs) if (run.members().length > 0) run.signalGroup('SIGKILL');
	await Promise.all(runs.map((run) => run.exited));
	rmSync(folder, { recursive: true, force: true });
});

describe('one run', () => {
	let run: StandaloneRun;
	beforeAll(async () => {
		run = start();
		await run.ready();
	});

	it('is ready when it prints the addresses, and keeps the token from every log', async () => {
		expect(await isReady()).toBe(true);
		expect(run.members().map(({ file }) => file)).toEqual(['standalone/main.ts', ...children]);
		const file = join(folder, 'data/wall-token');
		const token = readFileSync(file, 'utf8').trim();
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(run.output()).toContain(`http://127.0.0.1:${env['PORT']}/wall?token=${token}\n`);
		const logs = readdirSync(join(folder, 'data/logs'));
		expect(logs).toEqual(expect.arrayContaining(['supervisor.log', 'server.log', 'ingest.log']));
		for (const log of logs)
			expect(readFileSync(join(folder, 'data/logs', log), 'utf8')).not.toContain(token);
	});

	it('refuses a second start on the same data in one line, at once', async () => {
		const startedAt = Date.now();
		const second = start();
		expect((await second.exited).code).toBe(1);
		expect(Date.now() - startedAt).toBeLessThan(5_000);
		expect(second.output()).toMatch(/^DATA_DIR .* in use by process \d+: .*\n$/);
		expect(second.output()).toContain(`process ${run.pid}:`);
	});

	it('refuses taken ports, a line each that names the variable', async () => {
		const other = start({ DATA_DIR: join(folder, 'other') });
		expect((await other.exited).code).toBe(1);
		const lines = other.output().trim().split('\n');
		expect(lines).toHaveLength(portVariables.length);
		for (const [n, variable] of portVariables.entries()) {
			expect(lines[n]).toContain(`port ${env[variable]} on 127.0.0.1 is taken`);
			expect(lines[n]).toContain(`set ${variable} `);
		}
	});

	it.each(children)('starts %s again when it is killed, and all works again', async (file) => {
		const before = run.pidOf(file);
		process.kill(Number(before), 'SIGKILL');
		await eventually('there is a new one', () => {
			const now = run.pidOf(file);
			return now !== null && now !== before;
		});
		await eventually('it is ready', isReady, 30_000);
		const rows = Number(await query('SELECT count() FROM youkan.scan_event'));
		await publishScans(5);
		await eventually(
			'scans get through',
			async () => Number(await query('SELECT count() FROM youkan.scan_event')) === rows + 5,
			20_000
		);
	});

	it('ends a ClickHouse that does not answer, and starts it again', async () => {
		const before = run.pidOf('standalone/clickhouse-process.ts');
		process.kill(Number(before), 'SIGSTOP');
		await eventually('it was ended', () => !run.members().some((m) => m.pid === before), 40_000);
		expect(run.output()).toContain('clickhouse does not answer');
		await eventually('it is ready', isReady, 30_000);
	});

	it('ends all within ten seconds on Ctrl-C, and loses nothing that was accepted', async () => {
		const rows = Number(await query('SELECT count() FROM youkan.scan_event'));
		// The broker accepts for an ingest that is behind: all of it is still on its way.
		const ingest = Number(run.pidOf('ingest/main.ts'));
		process.kill(ingest, 'SIGSTOP');
		await publishScans(5_000);
		run.signalGroup('SIGINT');
		// As npm passes it on.
		run.signal('SIGINT');
		await pause(300);
		process.kill(ingest, 'SIGCONT');
		expect(await run.gone()).toBeLessThan(STOP_MS);
		expect((await run.exited).code).toBe(0);
		const ingestLog = readFileSync(join(folder, 'data/logs/ingest.log'), 'utf8');
		expect(ingestLog).toContain('stopped, all that was stored is acknowledged');

		const again = start();
		await again.ready();
		expect(await query('SELECT count() FROM youkan.scan_event')).toBe(String(rows + 5_000));
		again.signal('SIGTERM');
		expect(await again.gone()).toBeLessThan(STOP_MS);
		expect((await again.exited).code).toBe(0);
	});
});

describe('what goes wrong', () => {
	afterEach(() => {
		for (const run of runs) if (run.members().length > 0) run.signalGroup('SIGKILL');
	});

	it('takes its children along when it is killed, and can be started again at once', async () => {
		const killed = start();
		await killed.ready();
		killed.signal('SIGKILL');
		const again = start();
		expect(await killed.gone()).toBeLessThan(STOP_MS);
		await again.ready();
		expect(Number(await query('SELECT count() FROM youkan.scan_event'))).toBeGreaterThan(0);

		// Parts that no longer hear are cut off, and the rest ends in order.
		for (const file of ['ingest/main.ts', 'server/main.ts'])
			process.kill(Number(again.pidOf(file)), 'SIGSTOP');
		again.signal('SIGHUP');
		expect(await again.gone()).toBeLessThan(STOP_MS);
		expect((await again.exited).code).toBe(0);
		expect(again.output()).toContain('server did not end within 2 s and was killed');
	});

	it('hurries when Ctrl-C comes again', async () => {
		const run = start();
		await run.ready();
		process.kill(Number(run.pidOf('ingest/main.ts')), 'SIGSTOP');
		process.kill(Number(run.pidOf('server/main.ts')), 'SIGSTOP');
		await publishScans(1).catch(() => undefined);
		run.signalGroup('SIGINT');
		await pause(700);
		run.signalGroup('SIGINT');
		expect(await run.gone()).toBeLessThan(1_900);
		expect((await run.exited).code).toBe(0);
	});

	it('stops while a migration hangs', async () => {
		const run = start({ DATA_DIR: join(folder, 'hanging') });
		const migration = await eventually(
			'it migrates',
			() => run.pidOf('server/migrate.ts'),
			120_000,
			5
		);
		process.kill(migration, 'SIGSTOP');
		run.signalGroup('SIGINT');
		expect(await run.gone()).toBeLessThan(STOP_MS);
		expect((await run.exited).code).toBe(0);
	});

	it.each(['starting clickhouse', 'bringing the schema', 'starting server'])(
		'stops while it is at "%s"',
		async (words) => {
			const run = start({ DATA_DIR: join(folder, words) });
			await eventually(words, () => run.output().includes(words), 120_000, 5);
			run.signalGroup('SIGINT');
			expect(await run.gone()).toBeLessThan(STOP_MS);
			expect((await run.exited).code).toBe(0);
			expect(run.output()).not.toContain('ready');
		}
	);

	it('leaves nothing when it is killed while starting', async () => {
		const run = start({ DATA_DIR: join(folder, 'killed') });
		await eventually('it migrates', () => run.output().includes('schema'), 120_000, 5);
		run.signal('SIGKILL');
		expect(await run.gone()).toBeLessThan(STOP_MS);
	});

	it('says every fault of the configuration at once, without secrets', async () => {
		const run = start({ PORT: 'x', RETENTION_DAYS: '0', API_TOKEN: 'short', MQTT_TOPICS: '#' });
		expect((await run.exited).code).toBe(78);
		const lines = run.output().trim().split('\n');
		expect(lines.map((line) => line.split(':')[0]).sort()).toEqual([
			'API_TOKEN',
			'MQTT_TOPICS',
			'PORT',
			'RETENTION_DAYS'
		]);
		expect(run.output()).not.toContain('short');
	});

	it('says in one line that the data directory cannot be used', async () => {
		const file = join(folder, 'a-file');
		writeFileSync(file, '');
		const run = start({ DATA_DIR: file });
		expect((await run.exited).code).toBe(1);
		expect(run.output()).toMatch(/^DATA_DIR .*a-file cannot be used \(EEXIST\): .*\n$/);
	});

	it('says that a port is taken by something else', async () => {
		const server = createServer().listen(Number(env['PORT']), '127.0.0.1');
		const run = start();
		expect((await run.exited).code).toBe(1);
		server.close();
		expect(run.output()).toMatch(/^port \d+ on 127.0.0.1 is taken: .* set PORT to a free port\n$/);
	});
});
