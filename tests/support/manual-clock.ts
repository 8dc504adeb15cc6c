import type { Clock } from '#server/clock.ts';

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
	/**
	 * Goes on by `ms`: runs what falls due, each at its own time and in order, and lets all that it set
	 * going come to rest. Resolves with the time at the end.
	 */
	advance(ms: number): Promise<number>;
	/** How long until each waiting timer runs, the nearest first. */
	readonly waiting: readonly number[];
}

/** A manual clock that shows `now`, epoch milliseconds. */
export function createManualClock(now = 0): ManualClock {
	let timers: { readonly at: number; readonly run: () => void }[] = [];
	const takeDue = (end: number) => {
		const due = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
		timers = timers.filter((timer) => timer !== due);
		return due;
	};
	return {
		now: () => now,
		after(ms, run) {
			const timer = { at: now + ms, run };
			timers.push(timer);
			return () => {
				timers = timers.filter((other) => other !== timer);
			};
		},
		async advance(ms) {
			const end = now + ms;
			await settled();
			for (let due = takeDue(end); due; due = takeDue(end)) {
				now = Math.max(now, due.at);
				due.run();
				await settled();
			}
			now = end;
			return now;
		},
		get waiting() {
			return timers.map((timer) => timer.at - now).sort((a, b) => a - b);
		}
	};
}

/** Resolves when every promise that can go on without a timer or the outside has gone on. */
export function settled(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
