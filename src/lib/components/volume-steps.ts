/** Bounds of a ramp; with the part below the first they make five steps. */
const MAX_BOUNDS = 4;

/**
 * The lower bounds of the ramp's steps for values up to `max`: the last of 1, 2, 5, 10, 20, 50, … that
 * it reaches. They stay until the greatest value passes the next of these, so colours are steady.
 */
export function volumeBounds(max: number): number[] {
	const bounds: number[] = [];
	for (let power = 1; power <= max; power *= 10)
		bounds.push(...[power, 2 * power, 5 * power].filter((bound) => bound <= max));
	return bounds.slice(-MAX_BOUNDS);
}

/** The step that `value` lies in, from 0; a value equal to a bound lies above it. */
export function volumeStep(value: number, bounds: readonly number[]): number {
	return bounds.filter((bound) => value >= bound).length;
}
