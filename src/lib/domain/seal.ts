/**
 * When minutes are sealed. Delivery is at least once, so the live rollup may count a scan twice: each minute
 * is counted again from its distinct scans, once soon after its end, and again whenever a late one touches it.
 */
import { MINUTE_MS, floorTo } from './time.ts';

/**
 * So long after its end a minute is counted. Its first scan is then 90 seconds old: with the run's own
 * pace the figures are exact before any of its scans is two minutes old.
 */
const SETTLE_MS = 30_000;

/** Receipts are looked at again for so long: of a worker that was not heard yet, by a clock that is a little behind. */
const LOOK_BACK_MS = 60_000;

/** Receipts whose identities one run compares: twenty times what comes in between two runs. */
const MOST_CHECKED_MS = 5 * MINUTE_MS;

/** How far sealing has come; epoch milliseconds. */
export interface SealProgress {
	/** What was received before it has been looked at. */
	readonly receipt: number;
	/** The minutes before it have been sealed. */
	readonly through: number;
	/** What was received before it repeats no identity with another content. */
	readonly checked: number;
}

/** What one run of sealing looks at; ranges are [from, to), epoch milliseconds. */
export interface SealPlan {
	/** Receipts since the last run: their derived rows are repaired. */
	readonly received: { readonly from: number; readonly to: number };
	/** Receipts whose minutes are counted again, where these lie before `through`. */
	readonly touching: { readonly from: number; readonly to: number; readonly before: number };
	/** Minutes that are counted for the first time. */
	readonly fresh: { readonly from: number; readonly to: number };
	/** Receipts whose identities are compared: bounded, so that a long pause is made up for step by step. */
	readonly checking: { readonly from: number; readonly to: number };
}

/** Plans the run at `now`, when everything received before `asOf` is stored. */
export function planSeal(progress: SealProgress, asOf: number, now: number): SealPlan {
	const { receipt, through } = progress;
	const to = Math.max(receipt, asOf);
	// The first run begins now: what there was before was not compared, and is too much at once.
	const checked = progress.checked === 0 ? to : progress.checked;
	return {
		received: { from: receipt, to },
		touching: { from: Math.max(0, receipt - LOOK_BACK_MS), to, before: through },
		fresh: {
			from: through,
			to: Math.max(through, floorTo(now - SETTLE_MS, MINUTE_MS))
		},
		checking: { from: checked, to: Math.max(checked, Math.min(to, checked + MOST_CHECKED_MS)) }
	};
}

/** A minute by its start, epoch milliseconds, and about how many rows it has. */
export interface MinuteRows {
	readonly minute: number;
	readonly rows: number;
}

/** How much one statement counts: so many minutes, rows (but never less than a minute), and so long a stretch. */
export interface ChunkLimits {
	readonly minutes: number;
	readonly rows: number;
	readonly spanMs: number;
}

/** The minutes in ascending order, each once, in portions that one statement counts. */
export function chunksOf(minutes: readonly MinuteRows[], limits: ChunkLimits): number[][] {
	const rowsOf = new Map<number, number>();
	for (const { minute, rows } of minutes) rowsOf.set(minute, (rowsOf.get(minute) ?? 0) + rows);
	const chunks: number[][] = [];
	let chunk: number[] = [];
	let held = 0;
	for (const [minute, rows] of [...rowsOf].sort(([a], [b]) => a - b)) {
		const first = chunk[0] ?? minute;
		const isFull =
			chunk.length >= limits.minutes ||
			held + rows > limits.rows ||
			minute - first >= limits.spanMs;
		if (chunk.length > 0 && isFull) {
			chunks.push(chunk);
			chunk = [];
			held = 0;
		}
		chunk.push(minute);
		held += rows;
	}
	return chunk.length > 0 ? [...chunks, chunk] : chunks;
}

/** Progress as it was stored; what is not there or no number is 0: nothing was looked at. */
export function parseSealProgress(stored: Readonly<Record<string, unknown>>): SealProgress {
	const instant = (value: unknown) =>
		typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
	return {
		receipt: instant(stored['receipt']),
		through: instant(stored['through']),
		checked: instant(stored['checked'])
	};
}
