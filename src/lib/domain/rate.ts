/** A share of a whole, kept as its two counts so that rates add up and compare exactly. */
export interface Rate {
	readonly numerator: number;
	readonly denominator: number;
	/** numerator / denominator; null when the denominator is 0: no data is neither 0 % nor 100 %. */
	readonly value: number | null;
}

/** The rate of two counts. */
export function rate(numerator: number, denominator: number): Rate {
	return { numerator, denominator, value: denominator === 0 ? null : numerator / denominator };
}
