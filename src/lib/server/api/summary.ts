import type { Caller } from '../auth/caller.ts';
import type { SummaryAsk } from '../clickhouse/summary.ts';
import { asOfOf, basisOf, instantOf, scopeOf } from './parameters.ts';
import { periodOf } from './period.ts';

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
	const { days, window } = periodOf(query, now);
	const knownAt = instantOf(query, 'asKnownAt');
	// What was shown then was as of then.
	const { asOf, isAsked } = asOfOf(query, Math.min(standing, knownAt ?? standing));
	return {
		scope,
		basis,
		window,
		days,
		asOf,
		upToAsOf: isAsked || knownAt !== undefined,
		knownAt
	};
}
