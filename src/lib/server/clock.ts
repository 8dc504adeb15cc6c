/** The only door to the machine's time. Decisions take a time; whoever does things takes a Clock. */
export interface Clock {
	/** Epoch milliseconds. */
	now(): number;
	/** Runs `run` once after `ms`; the returned function cancels it. */
	after(ms: number, run: () => void): () => void;
}

/** The machine's clock. */
export const systemClock: Clock = {
	now: () => Date.now(),
	after(ms, run) {
		const timer = setTimeout(run, ms);
		return () => clearTimeout(timer);
	}
};

/** A promise that resolves after `ms` on `clock`. */
export function sleep(clock: Clock, ms: number): Promise<void> {
	return new Promise((resolve) => void clock.after(ms, resolve));
}
