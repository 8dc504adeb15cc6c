/** A row of a ranking: equal values share a rank, and the next one counts them all (1, 2, 2, 4). */
export interface Ranked {
	readonly rank: number;
	readonly code: string;
	readonly value: number;
}

/** The codes by value, greatest first; equal ones in the order of their codes. */
export function rankByValue(values: ReadonlyMap<string, number>): Ranked[] {
	const rows = [...values].map(([code, value]) => ({ code, value }));
	rows.sort((a, b) => b.value - a.value || (a.code < b.code ? -1 : 1));
	let rank = 0;
	return rows.map((row, i) => {
		if (row.value !== rows[i - 1]?.value) rank = i + 1;
		return { rank, ...row };
	});
}
