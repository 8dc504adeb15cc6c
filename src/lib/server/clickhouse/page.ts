/** The last row of a page: the next one begins after it. */
export interface Mark {
	/** Epoch milliseconds. */
	readonly at: number;
	readonly id: string;
}

/** Which part of a list is asked for, as of which instant (epoch ms). */
export interface Page {
	readonly limit: number;
	readonly asOf: number;
	readonly after: Mark | undefined;
}
