import { rate, type Rate } from '#domain/rate.ts';
import type { Summary } from '#domain/summary.ts';
import { DAY_MS, dayOf, formatInstant } from '#domain/time.ts';
import type { ClickHouse } from './client.ts';
import { completeness } from './completeness.ts';
import { dayCounts, type Basis, type DayCounts } from './day-counts.ts';
import { dueCounts, type DueCounts } from './due-counts.ts';
import { isRevised } from './revised.ts';
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

/** What a summary is put together of. */
interface SummaryParts {
	readonly items: ItemCounts;
	readonly scans: Summary['perHour'];
	/** Of the last 24 hours, whatever the days are. */
	readonly completeness: Rate;
	/** True when a day changed after it was closed. */
	readonly revised: boolean;
}

/** Puts a summary together out of its parts. */
export function summaryOf(
	ask: Pick<SummaryAsk, 'scope' | 'days' | 'asOf'>,
	{ items, scans, ...parts }: SummaryParts
): Summary {
	return {
		scope: ask.scope,
		date: dayOf(ask.days.from),
		asOf: formatInstant(ask.asOf),
		revised: parts.revised,
		accepted: items.accepted,
		delivered: items.delivered,
		attempted: items.attempted,
		due: items.due,
		deliveredOfDue: items.deliveredOfDue,
		deliveredOnTime: items.deliveredOnTime,
		overdueOpen: items.overdueOpen,
		deliveryRate: rate(items.deliveredOfDue, items.due),
		onTimeRate: rate(items.deliveredOnTime, items.due),
		completeness: parts.completeness,
		perHour: scans
	};
}

/** The figures of a scope, counted now. */
export async function summary(db: ClickHouse, ask: SummaryAsk): Promise<Summary> {
	const [items, scans, complete, revised] = await Promise.all([
		itemCounts(db, ask),
		perHour(db, ask.scope, ask.asOf),
		completeness(db, ask.scope, ask.asOf),
		isRevised(db, { scope: ask.scope, ...ask.days }, ask.asOf)
	]);
	return summaryOf(ask, { items, scans, completeness: complete, revised });
}
