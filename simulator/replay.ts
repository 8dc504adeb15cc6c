/** A recorded event log, line by line: what a line says, when it happened, and the same moved in time. */
import { createHash } from 'node:crypto';
import { formatInstant, parseInstant } from '#domain/time.ts';

/** One recorded message. */
export interface Recorded {
	readonly topic: string;
	/** As it goes to the broker. */
	readonly payload: string;
	/** The payload's JSON value; undefined when it is none. */
	readonly value: unknown;
}

/** What a line may be, for whoever wrote another. */
export const ACCEPTED_LINE =
	'{"topic":"youkan/v1/…","payload":…}, the payload an object, an array or a text, the topic without + and #';

type JsonObject = Readonly<Record<string, unknown>>;

/** The message of a line, or what is wrong with it. */
export function parseLine(line: string): Recorded | string {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return 'not JSON';
	}
	if (!isObject(value)) return 'not an object';
	const { topic, payload } = value;
	if (typeof topic !== 'string') return 'no topic';
	if (topic === '' || topic.length > 1024 || /[+#\0]/.test(topic)) return 'no topic to publish to';
	if (typeof payload === 'string') return { topic, payload, value: jsonOf(payload) };
	if (typeof payload !== 'object' || payload === null) return 'no payload';
	return { topic, payload: JSON.stringify(payload), value: payload };
}

/** The latest `at` of a message, in epoch milliseconds; undefined when it names no time. */
export function timeOf({ value }: Recorded): number | undefined {
	const times = objectsOf(value).flatMap(({ at }) => instantOf(at) ?? []);
	return times.length > 0 ? Math.max(...times) : undefined;
}

/**
 * The message with its times (`at`, `planned`) moved by `byMs` and its boots, those of corrections
 * included, renamed for this `run`. What cannot be read stays as it is.
 */
export function shifted(recorded: Recorded, byMs: number, run: string): Recorded {
	const { topic, value } = recorded;
	if (typeof value !== 'object' || value === null) return recorded;
	const move = (element: unknown): unknown =>
		isObject(element) ? movedObject(element, byMs, run) : element;
	const moved: unknown = Array.isArray(value) ? value.map(move) : move(value);
	return { topic, payload: JSON.stringify(moved), value: moved };
}

/** A boot's name in a run: 16 characters, the same for the same two. */
export function bootInRun(boot: string, run: string): string {
	return createHash('sha256').update(`${run}\n${boot}`).digest('hex').slice(0, 16);
}

function movedObject(object: JsonObject, byMs: number, run: string): JsonObject {
	const moved: Record<string, unknown> = { ...object };
	for (const name of ['at', 'planned']) {
		const time = instantOf(object[name]);
		if (time !== undefined) moved[name] = formatInstant(time + byMs);
	}
	if (typeof object['boot'] === 'string') moved['boot'] = bootInRun(object['boot'], run);
	const { corrects } = object;
	if (isObject(corrects) && typeof corrects['boot'] === 'string')
		moved['corrects'] = { ...corrects, boot: bootInRun(corrects['boot'], run) };
	return moved;
}

function objectsOf(value: unknown): readonly JsonObject[] {
	const all: readonly unknown[] = Array.isArray(value) ? value : [value];
	return all.filter(isObject);
}

function instantOf(value: unknown): number | undefined {
	return typeof value === 'string' ? parseInstant(value) : undefined;
}

function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
