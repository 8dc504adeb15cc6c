import { diff, type JsonObject } from '#domain/merge-patch.ts';
import type { Frame, Snapshot } from '#domain/live-protocol.ts';
import { formatInstant } from '#domain/time.ts';
import type { Clock } from '#server/clock.ts';
import type { LiveView } from './wall-view.ts';

/** At most four frames in any second, and one in two seconds when nothing changes. */
const LEAST_MS = 260;
const MOST_MS = 1_800;

/** One view of one scope: its state, and the frames that carry it on. The same for one viewer or thousands. */
export interface Channel {
	/** Resolves when the first state was read; rejects when it could not be. */
	readonly ready: Promise<void>;
	/** The state as of the last frame: the next frame follows it without a gap. Ask when `ready`. */
	readonly snapshot: () => Snapshot;
	/** Something was stored: a frame follows as soon as it may. */
	wake(): void;
	close(): void;
}

/** Begins to read `view`; every change goes to `publish`, in order, `seq` growing by one a frame. */
export function createChannel(
	name: string,
	view: LiveView,
	deps: {
		readonly clock: Clock;
		readonly publish: (frame: Frame) => void;
		readonly failed: (error: unknown) => void;
	}
): Channel {
	let state: JsonObject | undefined;
	let asOf = 0;
	let seq = 0;
	let sentAt = deps.clock.now();
	let isReading = false;
	let isAwake = false;
	let isClosed = false;
	let cancel: (() => void) | undefined;

	const ready = view.read().then(({ value, asOf: at }) => {
		state = value;
		asOf = at;
		sentAt = deps.clock.now();
		schedule();
	});
	ready.catch(deps.failed);

	function schedule(): void {
		cancel?.();
		if (isClosed || isReading) return;
		const wait = sentAt + (isAwake ? LEAST_MS : MOST_MS) - deps.clock.now();
		cancel = deps.clock.after(Math.max(0, wait), () => void send());
	}

	async function send(): Promise<void> {
		isReading = true;
		isAwake = false;
		const before = state ?? {};
		try {
			const { value, asOf: at } = await view.read();
			state = value;
			asOf = at;
		} catch (error) {
			// The state stands, and so does its asOf: the frame says that it grows old.
			deps.failed(error);
		}
		isReading = false;
		if (isClosed) return;
		seq++;
		sentAt = deps.clock.now();
		deps.publish({
			channel: name,
			seq,
			asOf: formatInstant(asOf),
			sentAt: formatInstant(sentAt),
			patch: state === before ? {} : diff(before, state ?? {})
		});
		schedule();
	}

	return {
		ready,
		snapshot: () => ({
			channel: name,
			seq,
			asOf: formatInstant(asOf),
			sentAt: formatInstant(deps.clock.now()),
			state: state ?? {}
		}),
		wake() {
			if (isAwake) return;
			isAwake = true;
			if (state) schedule();
		},
		close() {
			isClosed = true;
			cancel?.();
		}
	};
}
