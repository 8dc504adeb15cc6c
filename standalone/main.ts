/** `npm start`: everything on one machine. Starts what has no URL, migrates, runs all parts, ends them all. */
import { sleep, systemClock as clock } from '#server/clock.ts';
import { ConfigError, EXIT_CONFIG } from '#server/env.ts';
import { checkedConfig } from './checked-config.ts';
import { oldNode, type StandaloneConfig } from './config.ts';
import { StartFailed, takeDataDir, type DataDir } from './data-dir.ts';
import { down } from './down.ts';
import { engineLibrary, EngineMissing } from './engine.ts';
import { openJournal, type Journal } from './journal.ts';
import { keepRunning, type Part } from './part.ts';
import { portFaults, type Listening } from './ports.ts';
import type { PartName } from './programs.ts';
import { clickhouseAnswers, Stopped, up } from './up.ts';
import { wallToken } from './wall-token.ts';
import { watchAnswers } from './watch.ts';

/** npm passes the terminal's Ctrl-C on a second time; two by hand are further apart. */
const SAME_CTRL_C_MS = 500;
/** A stuck engine does not hear a SIGTERM either. */
const STUCK_DEADLINE_MS = 1_000;
/** Processes of a run that was cut off end within this time. */
const LEFTOVERS_MS = 10_000;
const LEFTOVERS_POLL_MS = 200;

process.exitCode = await run().catch((error: unknown) => {
	const [lines, code] = failure(error);
	process.stderr.write(`${lines}\n`);
	return code;
});
process.exit();

async function run(): Promise<number> {
	const old = oldNode();
	if (old !== null) throw new ConfigError([old]);
	const config = await checkedConfig(clock);
	const dataDir = takeDataDir(config.dataDir);
	try {
		if (config.clickhouse) engineLibrary();
		const taken = await takenPorts(config, dataDir);
		if (taken.length > 0) throw new StartFailed(taken.join('\n'));
		const token = tokenOfWall(config.dataDir);
		const journal = openJournal(dataDir.logs, clock);
		const code = await runParts(config, dataDir, journal, () => greet(config, token, journal));
		journal.close();
		return code;
	} finally {
		dataDir.unlock();
	}
}

/** Runs everything until it is told to stop, and ends it. Resolves with the exit code. */
async function runParts(
	config: StandaloneConfig,
	dataDir: DataDir,
	journal: Journal,
	ready: () => void
): Promise<number> {
	const parts = new Map<PartName, Part>();
	const stop = new AbortController();
	const hurry = new AbortController();
	const stopped = new Promise<void>((resolve) =>
		stop.signal.addEventListener('abort', () => resolve())
	);
	let exitCode = 0;
	let stoppedAt = 0;

	function end(): void {
		if (stop.signal.aborted) {
			if (clock.now() - stoppedAt > SAME_CTRL_C_MS) hurry.abort();
			return;
		}
		stoppedAt = clock.now();
		stop.abort();
	}
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);

	const started = up(config, dataDir, {
		clock,
		journal,
		stop: stop.signal,
		keep(program) {
			const part = keepRunning(program, clock, {
				output: journal.outputOf(program.name),
				say: (words) => journal.say(`${program.name} ${words}`),
				refused() {
					exitCode = EXIT_CONFIG;
					end();
				}
			});
			parts.set(program.name, part);
			return part;
		}
	});
	const unwatch = watchClickhouse(config, parts, stop.signal, journal);
	try {
		await Promise.race([started, stopped]);
		if (!stop.signal.aborted) ready();
		await stopped;
	} catch (error) {
		const [lines, code] = failure(error);
		if (!(error instanceof Stopped)) {
			journal.complain(lines);
			exitCode = code;
		}
		end();
	}
	unwatch();
	journal.hush();
	journal.say('stopping, the parts end in order (Ctrl-C again hurries)');
	await started.catch(() => undefined);
	await down(parts, { clock, hurry: hurry.signal, say: (words) => journal.say(words) });
	journal.say('stopped');
	return exitCode;
}

function tokenOfWall(dataDir: string): string {
	try {
		return wallToken(dataDir);
	} catch (error) {
		throw new StartFailed(error instanceof Error ? error.message : String(error));
	}
}

function watchClickhouse(
	{ clickhouse }: StandaloneConfig,
	parts: ReadonlyMap<PartName, Part>,
	stop: AbortSignal,
	journal: Journal
): () => void {
	if (!clickhouse) return () => undefined;
	return watchAnswers(
		{
			running: () => parts.get('clickhouse')?.running ?? undefined,
			ask: () => clickhouseAnswers(clickhouse.port, stop),
			stuck() {
				journal.say('clickhouse does not answer, ending it');
				parts.get('clickhouse')?.renew(STUCK_DEADLINE_MS);
			}
		},
		clock
	);
}

/** Waits for what is left of a run that was cut off, then says which ports are taken. */
async function takenPorts(config: StandaloneConfig, dataDir: DataDir): Promise<string[]> {
	const end = clock.now() + (dataDir.wasAbandoned ? LEFTOVERS_MS : 0);
	for (;;) {
		const faults = await portFaults(places(config));
		if (clock.now() >= end || (faults.length === 0 && !dataDir.isBusy())) return faults;
		await sleep(clock, LEFTOVERS_POLL_MS);
	}
}

/** Where the started processes will listen. */
function places({ host, port, broker, clickhouse }: StandaloneConfig): Listening[] {
	const loopback = '127.0.0.1';
	return [
		{ variable: 'PORT', host, port },
		...(broker ? [{ variable: 'EMBEDDED_MQTT_PORT', host: loopback, port: broker.port }] : []),
		...(clickhouse
			? [{ variable: 'EMBEDDED_CLICKHOUSE_PORT', host: loopback, port: clickhouse.port }]
			: [])
	];
}

/** What whoever started it wants to know first. The token goes to the terminal only, never to a log. */
function greet(config: StandaloneConfig, token: string, journal: Journal): void {
	journal.say('ready');
	journal.print(
		[
			'',
			`  Youkan   ${config.address}/`,
			`  Wall     ${config.address}/wall?token=${token}`,
			`  Data     ${config.dataDir}`,
			`  Logs     ${config.dataDir}/logs`,
			`  Stop     Ctrl-C`,
			''
		].join('\n')
	);
}

/** What is said of a failure, and the exit code. What nobody expected keeps its stack. */
function failure(error: unknown): readonly [string, number] {
	if (error instanceof ConfigError) return [error.faults.join('\n'), EXIT_CONFIG];
	if (error instanceof StartFailed) return [error.message, error.exitCode];
	if (error instanceof EngineMissing) return [error.message, 1];
	return [error instanceof Error ? (error.stack ?? error.message) : String(error), 1];
}
