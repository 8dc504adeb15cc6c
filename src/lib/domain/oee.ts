import type { Output } from './line-output.ts';
import { MINUTE_MS } from './time.ts';

/** The stretch that the rate of a line is taken over. */
export const RATE_WINDOW_MS = 15 * MINUTE_MS;

/** How well a line used a period, as fractions; null where a denominator is 0 or the line never said. */
export interface Effectiveness {
	readonly availability: number | null;
	readonly performance: number | null;
	readonly quality: number | null;
	readonly oee: number | null;
}

/**
 * ISO 22400-2 (domain.md 4.4): availability APT/PBT, performance (its effectiveness) PRI × PQ / APT, quality
 * GQ/PQ. PBT: planned seconds; APT: seconds in Execute; PQ: made; GQ: made and not rejected; PRI: seconds an
 * item at the rated speed. OEE is their product, PRI × GQ / PBT, and so 0 for a line that was planned and made
 * nothing. A line that runs outside of its plan has more than 1: nothing is cut off.
 */
export function effectiveness(output: Output, ratedPerHour: number | null): Effectiveness {
	const { made, rejected, plannedSeconds, executeSeconds } = output;
	const good = rejected === null ? null : goodOf(output);
	const rated = (items: number | null) =>
		items === null || ratedPerHour === null || ratedPerHour <= 0
			? null
			: (items * 3600) / ratedPerHour;
	return {
		availability: share(executeSeconds, plannedSeconds),
		performance: share(rated(made), executeSeconds),
		quality: share(good, made),
		oee: share(rated(good), plannedSeconds)
	};
}

/** Items made and not rejected; null for a line that never said what it made. */
export function goodOf({ made, rejected }: Output): number | null {
	return made === null ? null : Math.max(0, made - (rejected ?? 0));
}

function share(part: number | null, whole: number | null): number | null {
	return part === null || whole === null || whole <= 0 ? null : part / whole;
}
