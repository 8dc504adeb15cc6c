/** From events to messages: each device counts its objects per stream, and sends what it has in arrays. */
import { formatInstant } from '#domain/time.ts';
import type { NationEvent } from './nation.ts';

export interface Message {
	readonly topic: string;
	readonly payload: string;
	readonly events: number;
}

const MAX_OBJECTS = 500;
/** UTF-16 units: each is at most three bytes of UTF-8, and 256 KiB are allowed. */
const MAX_LENGTH = 80_000;

/**
 * Stamps events with a boot and the next `seq` of their device and stream, and packs them: one object or
 * an array per topic, within the limits of contract 3. `seqs` is the last number by topic, and moves on.
 */
export function pack(
	events: readonly NationEvent[],
	boot: string,
	seqs: Map<string, number>
): readonly Message[] {
	const open = new Map<string, { objects: string[]; length: number }>();
	const messages: Message[] = [];
	const close = (topic: string, objects: readonly string[]): void => {
		const payload = objects.length === 1 ? (objects[0] ?? '') : `[${objects.join(',')}]`;
		messages.push({ topic, payload, events: objects.length });
	};
	for (const { at, topic, fields } of events) {
		const seq = (seqs.get(topic) ?? 0) + 1;
		seqs.set(topic, seq);
		const object = JSON.stringify({ boot, seq, at: formatInstant(at), ...fields });
		let batch = open.get(topic);
		if (!batch) open.set(topic, (batch = { objects: [], length: 0 }));
		const isFull =
			batch.objects.length === MAX_OBJECTS || batch.length + object.length + 1 > MAX_LENGTH;
		if (isFull) {
			close(topic, batch.objects);
			batch.objects = [];
			batch.length = 0;
		}
		batch.objects.push(object);
		batch.length += object.length + 1;
	}
	for (const [topic, { objects }] of open) close(topic, objects);
	return messages;
}
