import { connect } from 'node:net';
import { sleep, type Clock } from '#server/clock.ts';
import { buildWhereNeeded } from './build.ts';
import { projectRoot, type StandaloneConfig } from './config.ts';
import { StartFailed, type DataDir } from './data-dir.ts';
import type { Journal } from './journal.ts';
import type { Part } from './part.ts';
import { startProgram, type Program } from './program.ts';
import {
	appBuild,
	embeddedPrograms,
	migration,
	youkanPrograms,
	type PartName,
	type PartProgram
} from './programs.ts';
import { reasonOf } from './restart.ts';

/** The start was given up because it is to stop. */
export class Stopped extends Error {}

export interface UpDeps {
	readonly clock: Clock;
	readonly journal: Journal;
	/** Aborted when everything is to stop. */
	readonly stop: AbortSignal;
	/** Starts a part and keeps it running. */
	keep(program: PartProgram): Part;
}

const POLL_MS = 100;
/** Deaths in a row after which a part that was never ready is given up. */
const MAX_DEATHS = 4;
/** A store with much data takes its time (assumed). */
const READY_MS = 300_000;
const ANSWER_MS = 2_000;
const SAY_MS = 10_000;
const ONCE_DEADLINE_MS = 1_000;

/**
 * Builds the app where needed, and starts everything in order; resolves when the server is ready. Rejects
 * with StartFailed, with Stopped as soon as `stop` is aborted; what runs by then is the caller's to end.
 */
export async function up(config: StandaloneConfig, dataDir: DataDir, deps: UpDeps): Promise<void> {
	const { journal, clock } = deps;
	await buildWhereNeeded(projectRoot, {
		say: (words) => journal.say(words),
		wait: (ms) => pause(ms, deps),
		now: () => clock.now(),
		build: () => build(config, deps)
	});

	const embedded = embeddedPrograms(config, dataDir.clickhouse).map((program) => {
		journal.say(`starting ${program.name}`);
		return deps.keep(program);
	});
	await Promise.all(
		embedded.map((part) => answers(part, () => isThere(part.name, config, deps.stop), deps))
	);

	journal.say('bringing the schema up to date');
	await runOnce(migration(config), deps);

	const parts = youkanPrograms(config).map((program) => {
		journal.say(`starting ${program.name}`);
		return deps.keep(program);
	});
	const server = parts.find((part) => part.name === ('server' satisfies PartName));
	if (server) await answers(server, () => isOk(`${config.localAddress}/readyz`, deps.stop), deps);
}

/** Whether the embedded ClickHouse answers. */
export function clickhouseAnswers(port: number, stop: AbortSignal): Promise<boolean> {
	return isOk(`http://127.0.0.1:${port}/ping`, stop);
}

function isThere(
	name: string,
	{ broker, clickhouse }: StandaloneConfig,
	stop: AbortSignal
): Promise<boolean> {
	if (clickhouse && name === ('clickhouse' satisfies PartName))
		return clickhouseAnswers(clickhouse.port, stop);
	return broker ? accepts(broker.port) : Promise.resolve(true);
}

/** Whether a GET is answered with success within two seconds. */
async function isOk(url: string, stop: AbortSignal): Promise<boolean> {
	try {
		const answer = await fetch(url, {
			signal: AbortSignal.any([stop, AbortSignal.timeout(ANSWER_MS)]),
			// An idle connection would hold up an orderly stop.
			headers: { connection: 'close' }
		});
		await answer.arrayBuffer();
		return answer.ok;
	} catch {
		return false;
	}
}

function accepts(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}

/** Resolves when `check` holds; gives up on a part that dies again and again, or is not ready in time. */
async function answers(part: Part, check: () => Promise<boolean>, deps: UpDeps): Promise<void> {
	const start = deps.clock.now();
	let saidAt = start;
	while (!(await check())) {
		const now = deps.clock.now();
		if (part.deaths >= MAX_DEATHS)
			throw new StartFailed(`${part.name} does not start; its log says why`);
		if (now - start > READY_MS)
			throw new StartFailed(`${part.name} was not ready within ${READY_MS / 1000} s`);
		if (now - saidAt >= SAY_MS) {
			saidAt = now;
			deps.journal.say(`waiting for ${part.name} (${Math.round((now - start) / 1000)} s)`);
		}
		await pause(POLL_MS, deps);
	}
}

async function pause(ms: number, { clock, stop }: UpDeps): Promise<void> {
	goOnUnless(stop);
	await sleep(clock, ms);
	goOnUnless(stop);
}

function goOnUnless(stop: AbortSignal): void {
	if (stop.aborted) throw new Stopped();
}

async function build(config: StandaloneConfig, deps: UpDeps): Promise<void> {
	const startedAt = deps.clock.now();
	const cancel = everyTenSeconds(deps, (seconds) =>
		deps.journal.say(`building the app (${seconds} s)`)
	);
	try {
		await runOnce(appBuild(config), deps);
	} finally {
		cancel();
	}
	const seconds = Math.round((deps.clock.now() - startedAt) / 1000);
	deps.journal.say(`the app is built (${seconds} s)`);
}

function everyTenSeconds({ clock }: UpDeps, tell: (seconds: number) => void): () => void {
	let seconds = 0;
	const next = (): void => {
		seconds += SAY_MS / 1000;
		tell(seconds);
		cancel = clock.after(SAY_MS, next);
	};
	let cancel = clock.after(SAY_MS, next);
	return () => cancel();
}

/** Runs a program to its end; shows what it wrote when it fails. Rejects with StartFailed or Stopped. */
async function runOnce(program: Program, { clock, journal, stop }: UpDeps): Promise<void> {
	goOnUnless(stop);
	const lines: string[] = [];
	const running = startProgram(program, clock, (line) => void lines.push(line));
	const abort = (): void => void running.end(ONCE_DEADLINE_MS);
	stop.addEventListener('abort', abort);
	const exit = await running.exited;
	stop.removeEventListener('abort', abort);
	goOnUnless(stop);
	if (exit.code === 0) return;
	for (const line of lines) journal.complain(line);
	throw new StartFailed(`${program.name} failed (${reasonOf(exit)})`, exit.code ?? 1);
}
