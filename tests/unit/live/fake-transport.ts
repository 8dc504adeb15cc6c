import type { LiveFault, Snapshot, Subscribe } from '#domain/live-protocol.ts';
import type { OpenTransport, TransportEvents } from '../../../src/lib/live/transport.ts';

type Reply = (answer: Snapshot | LiveFault) => void;

/** The wire in the hands of a test: it is told what comes, and what was asked of it can be read. */
export interface FakeTransport {
	readonly open: OpenTransport;
	/** What the other side says. */
	readonly events: TransportEvents;
	/** Calls in their order: `subscribe`, `resync`, `restart`, `close`. */
	readonly calls: string[];
	readonly asked: readonly Subscribe[];
	/** Answers the oldest unanswered call. */
	answer(answer: Snapshot | LiveFault): void;
}

/** A transport that does nothing by itself. */
export function createFakeTransport(): FakeTransport {
	const calls: string[] = [];
	const asked: Subscribe[] = [];
	const replies: Reply[] = [];
	let events: TransportEvents | undefined;
	return {
		open(given) {
			events = given;
			return {
				subscribe(ask, reply) {
					calls.push('subscribe');
					asked.push(ask);
					replies.push(reply);
				},
				resync(channel, reply) {
					calls.push(`resync ${channel}`);
					replies.push(reply);
				},
				restart: () => void calls.push('restart'),
				close: () => void calls.push('close')
			};
		},
		get events() {
			if (!events) throw new Error('the transport was not opened');
			return events;
		},
		calls,
		asked,
		answer(answer) {
			const reply = replies.shift();
			if (!reply) throw new Error('nothing was asked');
			reply(answer);
		}
	};
}

const START = Date.parse('2026-11-22T14:00:00+08:00');

/** The instant `seconds` after the tests' start, as the server writes it. */
export function instant(seconds: number): string {
	return new Date(START + seconds * 1000).toISOString();
}

/** A snapshot at `seq`, sent half a second after its data, `seq` seconds after the start. */
export function snapshotAt(seq: number, state: Snapshot['state'] = { seq }): Snapshot {
	return { channel: 'wall:cn', seq, asOf: instant(seq), sentAt: instant(seq + 0.5), state };
}

/** The frame that brings the state of `snapshotAt(seq)`. */
export function frameAt(seq: number) {
	const { state, ...rest } = snapshotAt(seq);
	return { ...rest, patch: state };
}
