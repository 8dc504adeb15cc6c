import type { ScanEventName } from '#domain/event.ts';

/** The stages of an item in the order of its way. */
const stages = [
	'accepted',
	'printed',
	'encapsulated',
	'verified',
	'sorted',
	'departed',
	'arrived',
	'out_for_delivery',
	'attempted',
	'ready_for_pickup',
	'delivered',
	'returned'
] as const satisfies readonly ScanEventName[];

/** A bar of the stages panel; `count` is undefined without data. */
export interface StageRow {
	readonly stage: (typeof stages)[number] | 'other';
	readonly count: number | undefined;
	/** Of the longest bar, 0 to 1. */
	readonly share: number;
}

/** One row a stage and one for all other scans, so that the rows add up to the total. */
export function stageRows(perHour: Readonly<Partial<Record<ScanEventName, number>>>): StageRow[] {
	const known = stages.map((stage) => ({ stage, count: perHour[stage] }));
	const total = totalOf(perHour);
	const rest =
		total === undefined
			? undefined
			: total - known.reduce((sum, { count }) => sum + (count ?? 0), 0);
	const rows: Omit<StageRow, 'share'>[] = [...known, { stage: 'other', count: rest }];
	const longest = Math.max(1, ...rows.map(({ count }) => count ?? 0));
	return rows.map((row) => ({ ...row, share: (row.count ?? 0) / longest }));
}

/** The scans of all events together; undefined without data. */
export function totalOf(
	perHour: Readonly<Partial<Record<ScanEventName, number>>>
): number | undefined {
	const counts = Object.values(perHour);
	return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}
