import type { Days } from '#domain/ranking.ts';
import { DAY_MS, dayOf, dayStart, floorTo } from '#domain/time.ts';
import { ApiFault } from './fault.ts';
import { choiceOf, dayStartOf } from './parameters.ts';

/** The period that a call is about. */
interface Period {
	/** By default today. */
	readonly days: Days;
	/** Deadlines are those of the 24 hours up to asOf; what happened is of `days`. */
	readonly window: '24h' | undefined;
	/** False when the call says nothing. */
	readonly isGiven: boolean;
}

/**
 * The period of a call: `date`, or `from` and `to` (days, `to` not in it), or `window=24h`; by default today.
 * `now` in epoch ms.
 */
export function periodOf(query: URLSearchParams, now: number): Period {
	const window = choiceOf(query, 'window', ['24h']);
	const days = daysOf(query, now);
	if (window && days)
		throw new ApiFault(400, 'bad_request', 'window: goes without date, from and to', 'window');
	const today = floorTo(now, DAY_MS);
	return {
		days: days ?? { from: today, to: today + DAY_MS },
		window,
		isGiven: window !== undefined || days !== undefined
	};
}

/** The period of a call in days: `date`, or `from` and `to`; undefined when it names none. `now` in epoch ms. */
function daysOf(query: URLSearchParams, now: number): Days | undefined {
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
