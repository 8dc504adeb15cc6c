import type { CommitNotice } from '#domain/commit-notice.ts';
import { objectText, decodePacket } from '#domain/decode/packet.ts';
import type { Refusal, Source, Telemetry } from '#domain/event.ts';
import type { Clock } from '#server/clock.ts';
import { createBatch, type Batch, type Insert } from '#server/telemetry/batch.ts';
import { CommitAbandoned } from './committer.ts';
import { deadLetterLine } from './dead-letters.ts';
import type { Recorder } from './recorder.ts';

/** A message as the broker handed it over. */
export interface Incoming {
	readonly topic: string;
	readonly payload: Buffer;
	readonly retained: boolean;
}

export interface PipelineDeps<Message extends Incoming> {
	readonly clock: Clock;
	readonly recorder: Recorder;
	/** Resolves when all of it is stored. */
	readonly commit: (inserts: readonly Insert[]) => Promise<void>;
	readonly acknowledge: (messages: readonly Message[]) => void;
	/** Called when reading must stop, and when it may go on. */
	readonly hold: (full: boolean) => void;
	readonly committed: () => void;
	/** How long after the device's own time a message was received: of its objects the least, in milliseconds. */
	readonly lag: (source: Source, lagMs: number, receivedAt: number) => void;
}

export interface PipelineLimits {
	readonly retentionDays: number;
	/** A batch is committed when it holds as many objects, or when its first message is as old. */
	readonly batchObjects: number;
	readonly batchAgeMs: number;
	/** Above either of these, reading stops; it goes on below half of both. */
	readonly heldObjects: number;
	readonly heldBytes: number;
}

/** What was found good on two cores: commits of up to 20,000 objects, about four a second. */
export const standardLimits: Omit<PipelineLimits, 'retentionDays'> = {
	batchObjects: 20_000,
	batchAgeMs: 150,
	heldObjects: 100_000,
	heldBytes: 64 * 1024 * 1024
};

/**
 * From messages to rows: decodes each message as it comes, collects a batch while the one before is
 * being stored, and acknowledges a batch's messages, in order, when all of it is stored. One commit runs
 * at a time, so what is acknowledged is always the oldest that is held.
 */
export function createPipeline<Message extends Incoming>(
	deps: PipelineDeps<Message>,
	limits: PipelineLimits
) {
	let open: Batch<Message> = createBatch();
	let storing: Batch<Message> | undefined;
	let cancelTimer: (() => void) | undefined;
	let running: Promise<void> = Promise.resolve();
	let full = false;
	const totals = { messages: 0, received: 0, stored: 0, refused: 0, duplicates: 0, commits: 0 };

	const held = () => ({
		messages: open.messages.length + (storing?.messages.length ?? 0),
		objects: open.objects + (storing?.objects ?? 0),
		bytes: open.bytes + (storing?.bytes ?? 0)
	});

	function read(message: Message, receivedAt: number): void {
		const { topic, payload } = message;
		const { source, accepted, refused } = decodePacket(topic, payload, receivedAt, limits);
		const refuse = (refusal: Refusal): void => {
			const line = deadLetterLine({ topic, payload, source, receivedAt }, refusal);
			// By its own month, as the ledger books it: one insert may not touch too many partitions of a view.
			open.line('dead_letter_row', refusal.at ?? receivedAt, line);
		};
		for (const { index, telemetry } of accepted) {
			if (!source) continue;
			const sighting = deps.recorder.record(open, { source, telemetry, message, receivedAt });
			if (sighting === 'duplicate') totals.duplicates++;
			if (sighting === 'conflict') refuse(conflictOf(telemetry, index, payload));
		}
		refused.forEach(refuse);
		// A retained copy is as old as it happens to be.
		if (source && !message.retained && accepted.length > 0) {
			const newest = accepted.reduce((at, { telemetry }) => Math.max(at, telemetry.value.at), 0);
			deps.lag(source, receivedAt - newest, receivedAt);
		}
		totals.messages++;
		totals.received += accepted.length + refused.length;
		// The topic counts too: up to 64 KiB of it are kept for a message without any payload.
		open.message(message, receivedAt, topic.length + payload.length);
	}

	function check(): void {
		const { objects, bytes } = held();
		const half = objects < limits.heldObjects / 2 && bytes < limits.heldBytes / 2;
		const over = objects >= limits.heldObjects || bytes >= limits.heldBytes;
		if (full ? half : over) {
			full = !full;
			deps.hold(full);
		}
	}

	function schedule(): void {
		if (storing || open.messages.length === 0) return;
		if (open.objects >= limits.batchObjects) running = store();
		else
			// A batch that was collected while another was being stored has waited already.
			cancelTimer ??= deps.clock.after(
				Math.max(0, open.oldest + limits.batchAgeMs - deps.clock.now()),
				() => {
					running = store();
				}
			);
	}

	async function store(): Promise<void> {
		cancelTimer?.();
		cancelTimer = undefined;
		if (storing || open.messages.length === 0) return;
		storing = open;
		open = createBatch();
		const { messages, objects, refused } = storing;
		try {
			await deps.commit(storing.inserts());
		} catch (error) {
			if (error instanceof CommitAbandoned) return; // not stored, not acknowledged: the broker sends it again
			throw error;
		}
		deps.acknowledge(messages);
		storing = undefined;
		totals.stored += objects - refused;
		totals.refused += refused;
		totals.commits++;
		deps.committed();
		check();
		schedule();
	}

	return {
		/** Takes a message; it is acknowledged after it was stored. Never throws. */
		accept(message: Message): void {
			read(message, deps.clock.now());
			check();
			schedule();
		},
		/** Stores and acknowledges all that is held. */
		async flush(): Promise<void> {
			// A commit that ends may have begun the next.
			let last: Promise<void>;
			do {
				last = running;
				await last;
			} while (last !== running);
			await store();
		},
		/** What is held, and what was done since the start. */
		state(): Pick<CommitNotice, 'oldest' | 'held'> & { readonly totals: typeof totals } {
			const oldest = Math.min(storing?.oldest ?? Infinity, open.oldest);
			return { oldest: oldest === Infinity ? null : oldest, held: held(), totals };
		}
	};
}

/** The refusal of an event whose identity another event of the last minutes has. */
function conflictOf({ value }: Telemetry, index: number, payload: Buffer): Refusal {
	const object = objectText(payload, index);
	return {
		...{ index, boot: value.boot ?? '', at: value.at, reason: 'identity' },
		seq: 'seq' in value ? value.seq : 0,
		detail:
			'an event of the same site, device, stream, boot and seq came before with other content',
		...(object !== undefined && { object })
	};
}
