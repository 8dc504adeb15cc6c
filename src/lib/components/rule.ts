/** A deadline rule as the API tells it. */
export interface Rule {
	readonly id: string;
	readonly match: Readonly<Record<string, string>>;
	readonly due: { readonly day: number | 'next_workday'; readonly clock: string };
	readonly warnMinutes: number;
}
