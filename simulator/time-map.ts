/**
 * When a stage of an item's way happens, as a function of when the item began: piecewise affine and
 * never falling, so that "what happens in this window" is found by asking for the beginnings.
 */
import { DAY_MS, HOUR_MS, floorTo } from '#domain/time.ts';

/** From the beginning of an item (epoch milliseconds) to the time of a stage, and back. */
export interface TimeMap {
	/** When the stage of an item that began at `begin` happens; not before `begin`, not rounded. */
	at(begin: number): number;
	/** The earliest beginning whose stage does not happen before `time`. */
	beginOf(time: number): number;
}

/** Hours after the midnight that began the item's day: from, until. */
export type Hours = readonly [number, number];

/** The stage that always happens `ms` after the beginning. */
export function delayed(ms: number): TimeMap {
	return { at: (begin) => begin + ms, beginOf: (time) => time - ms };
}

/**
 * The stage that is worked off in windows: items that began from `cuts[i]` o'clock until `cuts[i + 1]` are
 * spread over `windows[i]`, in their order. Throws when the windows overlap, those of the next day included.
 */
export function windowed(cuts: readonly number[], windows: readonly Hours[]): TimeMap {
	const pieces = windows.map(([from, until], i) => ({
		x0: (cuts[i] ?? 0) * HOUR_MS,
		x1: (cuts[i + 1] ?? 24) * HOUR_MS,
		y0: from * HOUR_MS,
		y1: until * HOUR_MS
	}));
	const [first] = pieces;
	if (!first) throw new Error('a stage needs a window');
	const next = [...pieces.slice(1), { y0: first.y0 + DAY_MS }];
	for (const [i, piece] of pieces.entries())
		if (piece.y1 <= piece.y0 || piece.y1 > (next[i]?.y0 ?? 0))
			throw new Error(`window ${i} overlaps the next or is empty: ${JSON.stringify(windows)}`);

	return {
		at(begin) {
			const day = floorTo(begin, DAY_MS);
			const x = begin - day;
			const piece = pieces.find((p) => x < p.x1) ?? first;
			return day + piece.y0 + ((x - piece.x0) / (piece.x1 - piece.x0)) * (piece.y1 - piece.y0);
		},
		beginOf(time) {
			const day = floorTo(time - first.y0, DAY_MS);
			const y = time - day;
			for (const { x0, x1, y0, y1 } of pieces) {
				if (y <= y0) return day + x0;
				if (y < y1) return day + x0 + ((y - y0) / (y1 - y0)) * (x1 - x0);
			}
			return day + DAY_MS;
		}
	};
}

/** The windows moved by so many hours. */
export function moved(windows: readonly Hours[], hours: number): readonly Hours[] {
	return windows.map(([from, until]) => [from + hours, until + hours]);
}
