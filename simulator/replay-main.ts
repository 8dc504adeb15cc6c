/** `npm run replay -- FILE [--speed N|max] [--shift]`: publishes a recorded event log to the broker. */
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { sleep, systemClock } from '#server/clock.ts';
import { configOrExit } from '#server/env.ts';
import { createLog } from '#server/log.ts';
import { connectPublisher } from '#server/mqtt.ts';
import { readReplayConfig } from './config.ts';
import { readLog } from './event-log.ts';
import { createOutbox } from './outbox.ts';
import { parseReplayArguments, USAGE } from './replay-arguments.ts';
import { shifted, timeOf } from './replay.ts';

const MAX_ON_THEIR_WAY = 500;
const PROGRESS_MS = 1000;
const LONGEST_SLEEP_MS = 250;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;

const options = parseReplayArguments(process.argv.slice(2));
if (typeof options === 'string') fail(`${options}\n${USAGE}`, EXIT_USAGE);
const { broker } = configOrExit(readReplayConfig);
const { host } = new URL(broker.url);
const clock = systemClock;
const log = createLog('replay', 'silent');
let sent = 0;

const size = await stat(options.file).then(
	(file) => file.size,
	() => fail(`cannot read ${options.file}`)
);
const byMs = options.shift ? clock.now() - (await lastTime(options.file)) : null;
const run = randomUUID();

let isConnected = false;
const publisher = await connectPublisher(broker, (error) => {
	if (isConnected) process.stderr.write(`connection to ${host} lost, trying again\n`);
	else fail(`no broker at ${host} (${reasonOf(error)}): run npm start, or set MQTT_URL`);
});
isConnected = true;
const outbox = createOutbox(
	{ clock, log, publish: (...message) => publisher.publish(...message) },
	MAX_ON_THEIR_WAY
);
process.once('SIGINT', () => fail(`interrupted, ${sent} lines sent`, EXIT_INTERRUPTED));

const startedAt = clock.now();
let readBytes = 0;
let cancelProgress = clock.after(PROGRESS_MS, progress);
try {
	let firstAt: number | undefined;
	for await (const { recorded, bytes } of readLog(options.file)) {
		const at = timeOf(recorded);
		firstAt ??= at;
		if (at !== undefined && firstAt !== undefined)
			await until(startedAt + (at - firstAt) / options.speed);
		const { topic, payload } = byMs === null ? recorded : shifted(recorded, byMs, run);
		await outbox.send(topic, payload, { retain: topic.endsWith('/status') });
		sent++;
		readBytes = bytes;
	}
	await settled();
	await publisher.close();
} catch (error) {
	await settled();
	fail(`${reasonOf(error)}\n${sent} lines sent`);
}
cancelProgress();
progress();
cancelProgress();

/** The latest time that the log names: a shifted one ends now. */
async function lastTime(file: string): Promise<number> {
	let last = -Infinity;
	try {
		for await (const { recorded } of readLog(file)) last = Math.max(last, timeOf(recorded) ?? last);
	} catch (error) {
		fail(`${reasonOf(error)}\n0 lines sent`);
	}
	return last === -Infinity ? clock.now() : last;
}

async function until(time: number): Promise<void> {
	for (let left = time - clock.now(); left > 0; left = time - clock.now())
		await sleep(clock, Math.min(left, LONGEST_SLEEP_MS));
}

async function settled(): Promise<void> {
	while (!(await outbox.drained(PROGRESS_MS)));
}

function progress(): void {
	const seconds = Math.max(0.001, (clock.now() - startedAt) / 1000);
	const share = size === 0 ? 100 : Math.min(100, Math.round((100 * readBytes) / size));
	process.stdout.write(`${sent} lines sent, ${share} %, ${Math.round(sent / seconds)} lines/s\n`);
	cancelProgress = clock.after(PROGRESS_MS, progress);
}

function reasonOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	return error.message || ('code' in error ? String(error.code) : error.name);
}

function fail(text: string, code = 1): never {
	process.stderr.write(`${text}\n`);
	process.exit(code);
}
