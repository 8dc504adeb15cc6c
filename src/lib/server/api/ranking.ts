import { provinceOf, servedProvinces } from '#domain/province.ts';
import { MINIMUM_DUE, metrics, rankBy, type Figure, type Ranked } from '#domain/ranking.ts';
import { dayOf, formatInstant } from '#domain/time.ts';
import { maySeeFigures, maySeeRevenue, type Caller } from '../auth/caller.ts';
import type { RankingAsk, RankingFigures } from '../clickhouse/ranking.ts';
import { badRequest } from './fault.ts';
import { asOfOf, basisOf, choiceOf, instantOf, parameter, projectOf } from './parameters.ts';
import { periodOf } from './period.ts';

/**
 * What a call of `ranking` asks for; by default the on-time rate of today. `now` and `standing` (the asOf of
 * the moment) are epoch ms.
 */
export function rankingAsk(
	query: URLSearchParams,
	now: number,
	standing: number
): RankingAsk & { readonly minimum: number } {
	const knownAt = instantOf(query, 'asKnownAt');
	// What was shown then was as of then.
	const { asOf, isAsked } = asOfOf(query, Math.min(standing, knownAt ?? standing));
	const { days, window } = periodOf(query, now);
	return {
		metric: choiceOf(query, 'metric', metrics) ?? 'on_time_rate',
		...{ basis: basisOf(query), project: projectOf(query), minimum: minimumOf(query) },
		...{ days, window, asOf, knownAt, upToAsOf: isAsked || knownAt !== undefined }
	};
}

function minimumOf(query: URLSearchParams): number {
	const given = parameter(query, 'minimum');
	if (given === undefined) return MINIMUM_DUE;
	if (!/^\d{1,9}$/.test(given))
		throw badRequest('minimum', given, 'a whole number of items from 0');
	return Number(given);
}

const none: Figure = { numerator: 0, denominator: 0 };
/** Nothing was counted: of a sum that is 0, of a share nothing is known. */
const nothing = (metric: RankingAsk['metric']): Figure =>
	metric === 'volume' || metric === 'revenue' ? { numerator: 0, denominator: 1 } : none;

/**
 * The ranking as the API tells it: all 31 provinces by rank, those without one last, by code. A wall sees the
 * rows of its own scope; the values of revenue are for the nation's callers and those of the province.
 */
export function rankingAnswer(
	ask: RankingAsk & { readonly minimum: number },
	figures: RankingFigures,
	caller: Caller
) {
	const { metric, basis, project, days, window, minimum } = ask;
	const rank = (of: ReadonlyMap<string, Figure>) =>
		rankBy(
			metric,
			new Map(servedProvinces.map(({ code }) => [code, of.get(code) ?? nothing(metric)])),
			minimum
		);
	const before = rank(figures.before);
	return {
		...{ metric, basis: basis ?? null, project: project ?? null, window: window ?? null, minimum },
		...{ from: dayOf(days.from), to: dayOf(days.to), asOf: formatInstant(figures.asOf) },
		items: [...rank(figures.now)]
			.filter(([code]) => caller.role !== 'wall' || maySeeFigures(caller, code))
			.sort(([a, x], [b, y]) => place(x) - place(y) || Number(a) - Number(b))
			.map(([province, { rank: now, ...figure }]) => ({
				...{ province, name: provinceOf(province)?.name ?? province },
				...{ rank: now, previousRank: before.get(province)?.rank ?? null },
				...(isOpen(metric, caller, province) ? figure : hidden)
			}))
	};
}

const place = ({ rank }: Ranked) => rank ?? Infinity;

const hidden = {
	value: null,
	numerator: null,
	denominator: null,
	low: null,
	high: null,
	group: null
};

function isOpen(metric: RankingAsk['metric'], caller: Caller, province: string): boolean {
	return !metric.startsWith('revenue') || maySeeRevenue(caller, province);
}
