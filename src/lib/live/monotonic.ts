/** The only door to the browser's time: what passes since the page was opened, whatever its clock says. */
export interface Monotonic {
	/** Milliseconds from an arbitrary start; never goes back. */
	now(): number;
	/** Runs `run` once after `ms`; the returned function cancels it. */
	after(ms: number, run: () => void): () => void;
}

/** The browser's monotonic clock. */
export const pageClock: Monotonic = {
	now: () => performance.now(),
	after(ms, run) {
		const timer = setTimeout(run, ms);
		return () => clearTimeout(timer);
	}
};
