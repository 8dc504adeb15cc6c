import type { Days } from '#domain/ranking.ts';
import { rate, type Rate } from '#domain/rate.ts';
import type { Summary } from '#domain/summary.ts';
import { DAY_MS, dayOf, formatInstant } from '#domain/time.ts';
import type { ClickHouse } from './client.ts';
import { completeness } from './completeness.ts';
import { itemCounts, type FigureAsk, type ItemCounts } from './item-counts.ts';
import type { Basis } from './item-figures.ts';
import { isRevised } from './revised.ts';
import { perHour } from './per-hour.ts';

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
	/** Leaves out what was received after it: what was shown then. Epoch ms. */
	readonly knownAt?: number | undefined;
	/** What is written down of the days will do, half a second old. */
	readonly isWritten?: boolean | undefined;
}

/** What the figures of a summary count. */
export function figuresOf(ask: SummaryAsk): FigureAsk {
	const { scope, basis, days, asOf } = ask;
	return {
		...{ scope, basis, asOf, knownAt: ask.knownAt, isWritten: ask.isWritten },
		...(ask.window === '24h' ? { from: asOf - DAY_MS, to: asOf + 1 } : days),
		...{ fromDay: dayOf(days.from), toDay: dayOf(days.to - 1) },
		until: ask.upToAsOf ? asOf : undefined
	};
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
		asOf: formatInstant(Math.min(ask.asOf, items.asOf)),
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

/**
 * The figures of a scope, counted now; the completeness, which is of 24 hours and takes long, by `complete` where the
 * moment is not asked for.
 */
export async function summary(
	db: ClickHouse,
	ask: SummaryAsk,
	complete: (scope: string) => Promise<Rate>
): Promise<Summary> {
	const [items, scans, share, revised] = await Promise.all([
		itemCounts(db, figuresOf(ask)),
		perHour(db, ask.scope, ask.asOf),
		ask.upToAsOf ? completeness(db, ask.scope, ask.asOf) : complete(ask.scope),
		isRevised(db, { scope: ask.scope, ...ask.days }, ask.asOf)
	]);
	return summaryOf(ask, { items, scans, completeness: share, revised });
}
