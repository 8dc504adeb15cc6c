/** What a benchmark tells: a figure beside the reference that was measured in the same run, if there is one. */
export interface Figure {
	readonly name: string;
	readonly value: number;
	readonly unit: string;
	readonly reference?: number;
}

/** Prints a figure as one line, three digits after the point; `ratio` = value / reference. */
export function tell({ name, value, unit, reference }: Figure): void {
	const compared =
		reference === undefined ? {} : { reference: short(reference), ratio: short(value / reference) };
	process.stdout.write(`${JSON.stringify({ name, value: short(value), unit, ...compared })}\n`);
}

/** The value at a share of the sorted values, by nearest rank; `share` from 0 to 1. */
export function quantile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

function short(value: number): number {
	return Math.round(value * 1000) / 1000;
}
