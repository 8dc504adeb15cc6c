import { createHash } from 'node:crypto';
import type { Refusal, Source } from '#domain/event.ts';

/** As much of a refused payload as is kept. */
const KEPT_BYTES = 65_536;

/** A refusal with the message it was found in. */
export interface RefusedMessage {
	readonly topic: string;
	readonly payload: Uint8Array;
	readonly source: Source | null;
	readonly receivedAt: number;
}

/**
 * The line of `dead_letter_row` for one refusal. Its id is made of the topic, the place in the array and
 * the payload, so the same refusal again is the same row with one more copy.
 */
export function deadLetterLine(message: RefusedMessage, refusal: Refusal): string {
	const digest = createHash('sha256').update(message.payload).digest('hex');
	const id = createHash('sha256')
		.update(`${message.topic}\n${refusal.index}\n${digest}`)
		.digest('hex')
		.slice(0, 32);
	const bytes = refusal.object === undefined ? message.payload : Buffer.from(refusal.object);
	const isCut = bytes.length > KEPT_BYTES;
	return JSON.stringify([
		id,
		message.receivedAt,
		message.topic,
		// Bytes that are no UTF-8 are shown as U+FFFD, half a character at the cut is left out.
		new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, KEPT_BYTES), {
			stream: isCut
		}),
		// Tells that something was cut.
		bytes.length,
		refusal.reason,
		refusal.detail,
		message.source?.site ?? '',
		message.source?.device ?? '',
		message.source?.stream ?? '',
		refusal.boot,
		refusal.seq,
		refusal.at ?? 0,
		1
	]);
}
