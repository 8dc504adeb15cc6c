/**
 * The balance between what a device counted and what is stored: per boot a range first…last of which every
 * number is stored, rejected or missing. A range may hold four thousand million numbers, so nothing here goes
 * number by number: runs and spans stand for them. Hours are the epoch milliseconds of their start.
 */

/** How many numbers of one hour are stored, rejected and missing; what the device advanced by is their sum. */
export interface Balance {
	readonly stored: number;
	readonly rejected: number;
	readonly missing: number;
}

/** Numbers that came under one hour, stored or rejected, as runs without a hole, both ends inclusive. */
export interface Layer {
	readonly hour: number;
	readonly isStored: boolean;
	readonly runs: readonly (readonly [number, number])[];
}

/** Numbers lo…hi of which `present` came, all of them booked to one hour; `stored` of these are stored. */
export interface Span {
	readonly hour: number;
	readonly lo: number;
	readonly hi: number;
	readonly present: number;
	readonly stored: number;
}

/** What decides a boot's range, and from where on it is too early to call a number missing. */
export interface Range {
	/** The first boot that was ever received from the device and stream: Youkan was connected in mid-run. */
	readonly isFirst: boolean;
	/** The highest number that came long enough ago: a hole above it may still fill. Infinity: no hole is that young. */
	readonly horizon: number;
	/** The last number by the device's own word, long enough ago, and the hour of that word. */
	readonly raised?: { readonly seq: number; readonly hour: number } | undefined;
}

export const noBalance: Balance = { stored: 0, rejected: 0, missing: 0 };

export const advanceOf = ({ stored, rejected, missing }: Balance): number =>
	stored + rejected + missing;

export function addBalance(a: Balance, b: Balance): Balance {
	return {
		stored: a.stored + b.stored,
		rejected: a.rejected + b.rejected,
		missing: a.missing + b.missing
	};
}

/**
 * Books every number once: stored before rejected, then to the earliest hour. The spans ascend, do not touch
 * one another's numbers and have no hole inside.
 */
export function spansOf(layers: readonly Layer[]): Span[] {
	const ranked = layers.toSorted(
		(a, b) => Number(b.isStored) - Number(a.isStored) || a.hour - b.hour
	);
	const edges = ranked
		.flatMap(({ runs }, rank) =>
			runs.flatMap(([lo, hi]) => [
				{ at: lo, rank, by: 1 },
				{ at: hi + 1, rank, by: -1 }
			])
		)
		.sort((a, b) => a.at - b.at);
	const depths = ranked.map(() => 0);
	const spans: Span[] = [];
	for (const [i, { at, rank, by }] of edges.entries()) {
		depths[rank] = (depths[rank] ?? 0) + by;
		const end = edges[i + 1]?.at ?? at;
		const layer = end > at ? ranked[depths.findIndex((depth) => depth > 0)] : undefined;
		if (!layer) continue;
		const present = end - at;
		const stored = layer.isStored ? present : 0;
		spans.push({ hour: layer.hour, lo: at, hi: end - 1, present, stored });
	}
	return spans;
}

/** True when the spans, ascending by `lo`, share numbers' places: then they say too little to be accounted. */
export function interleave(spans: readonly Span[]): boolean {
	return spans.some((span, i) => span.lo <= (spans[i - 1]?.hi ?? 0));
}

/** True when a number below the highest did not come. */
export function hasHole(spans: readonly Span[]): boolean {
	return spans.some(({ lo, hi, present }, i) => {
		const before = spans[i - 1]?.hi;
		return hi - lo + 1 > present || (before !== undefined && lo > before + 1);
	});
}

/**
 * The balance of one boot by hour. `spans` ascend and do not interleave; holes inside of one are possible
 * only with an infinite horizon. A missing number is of the hour of the next higher one that came; beyond the
 * highest, of the hour in which the device named its last.
 */
export function accountBoot(spans: readonly Span[], range: Range): Map<number, Balance> {
	const { isFirst, raised } = range;
	const horizon = Math.max(range.horizon, raised?.seq ?? 0);
	const hours = new Map<number, Balance>();
	const book = (hour: number, balance: Balance) =>
		hours.set(hour, addBalance(hours.get(hour) ?? noBalance, balance));
	const firstSpan = spans[0];
	let before = isFirst && firstSpan ? firstSpan.lo - 1 : 0;
	for (const { hour, lo, hi, present, stored } of spans) {
		const below = Math.max(0, Math.min(lo - 1, horizon) - before);
		const inside = horizon >= hi ? hi - lo + 1 - present : 0;
		book(hour, { stored, rejected: present - stored, missing: below + inside });
		before = hi;
	}
	if (raised && raised.seq > before)
		book(raised.hour, { ...noBalance, missing: raised.seq - before });
	return hours;
}
