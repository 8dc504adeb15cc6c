import { DAY_MS, dayOf, dayStart, floorTo } from '#domain/time.ts';
import type { Caller } from '../auth/caller.ts';
import type { Days, SummaryAsk } from '../clickhouse/summary.ts';
import { ApiFault } from './fault.ts';
import { asOfOf, basisOf, choiceOf, dayStartOf, instantOf, scopeOf } from './parameters.ts';

/**
 * What a call of `summary` asks for. The period is one of `date`, `from` and `to` (days, `to` not in it) or
 * `window=24h`; by default today. `now` and `standing` (the asOf of the moment) are epoch ms.
 */
export function summaryAsk(
	query: URLSearchParams,
	caller: Caller,
	now: number,
	standing: number
): SummaryAsk {
	const scope = scopeOf(query, caller);
	const basis = basisOf(query);
	const window = choiceOf(query, 'window', ['24h']);
	const days = daysOf(query, now);
	const knownAt = instantOf(query, 'asKnownAt');
	// What was shown then was as of then.
	const { asOf, isAsked } = asOfOf(query, Math.min(standing, knownAt ?? standing));
	if (window && days)
		throw new ApiFault(400, 'bad_request', 'window: goes without date, from and to', 'window');
	return {
		scope,
		basis,
		window,
		days: days ?? { from: floorTo(now, DAY_MS), to: floorTo(now, DAY_MS) + DAY_MS },
		asOf,
		upToAsOf: isAsked || knownAt !== undefined,
		knownAt
	};
}

/** The period of a call in days: `date`, or `from` and `to`; undefined when it names none. `now` in epoch ms. */
export function daysOf(query: URLSearchParams, now: number): Days | undefined {
	const date = dayStartOf(query, 'date');
	const from = dayStartOf(query, 'from');
	const to = dayStartOf(query, 'to');
	if (date !== undefined) {
		if (from !== undefined || to !== undefined)
			throw new ApiFault(400, 'bad_request', 'date: goes without from and to', 'date');
		return { from: date, to: date + DAY_MS };
	}
	if (from === undefined && to === undefined) return undefined;
	if (from === undefined)
		throw new ApiFault(400, 'bad_request', 'from: missing; to is given', 'from');
	const end = to ?? (dayStart(dayOf(now)) ?? now) + DAY_MS;
	if (end <= from) throw new ApiFault(400, 'bad_request', 'to: not after from', 'to');
	return { from, to: end };
}
