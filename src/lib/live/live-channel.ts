import type { Frame, LiveFault, Snapshot, Subscribe } from '#domain/live-protocol.ts';
import { follow } from './channel.ts';
import { LATE_MS } from './freshness.ts';
import type { Link } from './freshness.ts';
import type { Monotonic } from './monotonic.ts';
import type { OpenTransport } from './transport.ts';

/** Frames kept while an answer is under way. More than that is a slow answer, and a gap later. */
const MAX_HELD = 40;
/** Milliseconds between two looks at a silent link. */
const WATCH_MS = 500;
/** Milliseconds until a refused screen asks again: whoever mends the token need not walk to the wall. Assumed. */
const REFUSED_RETRY_MS = 30_000;
/** Milliseconds until a subscription that failed for a passing reason is tried again. Assumed. */
const ASK_AGAIN_MS = 2_000;

/** Codes of a handshake or a subscription that asking again soon does not mend. */
const final = new Set(['unauthorized', 'forbidden', 'not_found', 'bad_request']);

/** What a channel reports: every change of the link, every new state. */
export interface ChannelEvents {
	readonly link: (link: Link) => void;
	readonly snapshot: (snapshot: Snapshot) => void;
}

/**
 * Follows one channel: subscribes after every handshake, applies frames in order, fills a hole by
 * `resync`, and takes a link that says nothing for `LATE_MS` for dead. Runs until `close`.
 */
export function followChannel(
	deps: { open: OpenTransport; clock: Monotonic },
	ask: Subscribe,
	events: ChannelEvents
): { close(): void } {
	const { clock } = deps;
	let current: Snapshot | undefined;
	let held: Frame[] | undefined;
	/** Counts handshakes: an answer that belongs to an earlier one is not listened to. */
	let handshake = 0;
	let isOpen = false;
	let isRefused = false;
	let heardAt = clock.now();
	let cancelRetry: (() => void) | undefined;
	let cancelWatch = clock.after(WATCH_MS, watch);

	const transport = deps.open({
		open() {
			isOpen = true;
			isRefused = false;
			heardAt = clock.now();
			handshake++;
			subscribe();
		},
		lost,
		refused,
		frame: onFrame
	});

	function lost(): void {
		isOpen = false;
		if (!isRefused) events.link(current ? 'reconnecting' : 'connecting');
	}

	function refused(code: string): void {
		if (!final.has(code)) {
			lost();
			return again(ASK_AGAIN_MS, () => transport.restart());
		}
		isOpen = false;
		isRefused = true;
		events.link('refused');
		again(REFUSED_RETRY_MS, () => transport.restart());
	}

	function again(ms: number, run: () => void): void {
		cancelRetry?.();
		cancelRetry = clock.after(ms, run);
	}

	function subscribe(): void {
		held = [];
		transport.subscribe(ask, listenFor(refused));
	}

	/** What listens to an answer of this handshake; `onFault` gets the code of one that is none. */
	function listenFor(onFault: (code: string) => void): (answer: Snapshot | LiveFault) => void {
		const asked = handshake;
		return (answer) => {
			if (asked !== handshake || !isOpen) return;
			heardAt = clock.now();
			if (!('error' in answer)) return start(answer);
			held = undefined;
			onFault(answer.error.code);
		};
	}

	function start(snapshot: Snapshot): void {
		current = snapshot;
		const waiting = held ?? [];
		held = undefined;
		events.snapshot(snapshot);
		events.link('up');
		waiting.forEach(onFrame);
	}

	function onFrame(frame: Frame): void {
		heardAt = clock.now();
		if (held) {
			if (held.length < MAX_HELD) held.push(frame);
			return;
		}
		if (!current) return;
		const step = follow(current, frame);
		if (step.kind === 'applied') {
			current = step.snapshot;
			events.snapshot(current);
		} else if (step.kind === 'gap') {
			held = [frame];
			// A channel that the server no longer knows is subscribed to anew.
			transport.resync(current.channel, listenFor(subscribe));
		}
	}

	function watch(): void {
		cancelWatch = clock.after(WATCH_MS, watch);
		if (!isOpen || clock.now() - heardAt < LATE_MS) return;
		lost();
		transport.restart();
	}

	return {
		close() {
			cancelWatch();
			cancelRetry?.();
			transport.close();
		}
	};
}
