import { rate } from '#domain/rate.ts';
import type { Summary } from '#domain/summary.ts';
import { DAY_MS, dayOf, formatInstant } from '#domain/time.ts';
import type { ClickHouse } from './client.ts';
import { dayCounts, type Basis, type DayCounts } from './day-counts.ts';
import { dueCounts, type DueCounts } from './due-counts.ts';
import { perHour } from './per-hour.ts';

/** Business days from the start of the first to before `to`; epoch ms. */
export interface Days {
	readonly from: number;
	readonly to: number;
}

export interface SummaryAsk {
	readonly scope: string;
	readonly basis?: Basis | undefined;
	/** The days of accepted, delivered and attempted; their deadlines, too, unless `window` says otherwise. */
	readonly days: Days;
	/** Due are the deadlines of the 24 hours up to `asOf`. */
	readonly window?: '24h' | undefined;
	readonly asOf: number;
	/** Leaves out what happened after `asOf`. */
	readonly upToAsOf: boolean;
}

/** Everything of a summary that counts items. */
export type ItemCounts = DayCounts & DueCounts;

/** Counts the items of a summary: by far its dearest part. */
export async function itemCounts(db: ClickHouse, ask: SummaryAsk): Promise<ItemCounts> {
	const { scope, basis, days, asOf } = ask;
	const due = ask.window === '24h' ? { from: asOf - DAY_MS, to: asOf + 1 } : days;
	const [day, deadline] = await Promise.all([
		dayCounts(db, {
			scope,
			basis,
			fromDay: dayOf(days.from),
			toDay: dayOf(days.to - 1),
			until: ask.upToAsOf ? asOf : undefined
		}),
		dueCounts(db, { scope, basis, ...due, asOf })
	]);
	return { ...day, ...deadline };
}

/** Puts a summary together out of its parts. */
export function summaryOf(
	ask: Pick<SummaryAsk, 'scope' | 'days' | 'asOf'>,
	items: ItemCounts,
	scans: Summary['perHour']
): Summary {
	return {
		scope: ask.scope,
		date: dayOf(ask.days.from),
		asOf: formatInstant(ask.asOf),
		revised: false,
		accepted: items.accepted,
		delivered: items.delivered,
		attempted: items.attempted,
		due: items.due,
		deliveredOfDue: items.deliveredOfDue,
		deliveredOnTime: items.deliveredOnTime,
		overdueOpen: items.overdueOpen,
		deliveryRate: rate(items.deliveredOfDue, items.due),
		onTimeRate: rate(items.deliveredOnTime, items.due),
		// Nothing books what devices counted yet: no data, which is not 100 %.
		completeness: rate(0, 0),
		perHour: scans
	};
}

/** The figures of a scope, counted now. */
export async function summary(db: ClickHouse, ask: SummaryAsk): Promise<Summary> {
	const [items, scans] = await Promise.all([itemCounts(db, ask), perHour(db, ask.scope, ask.asOf)]);
	return summaryOf(ask, items, scans);
}
