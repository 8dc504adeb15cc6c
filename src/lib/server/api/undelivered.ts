import type { SlaRules } from '#domain/sla.ts';
import { DAY_MS, dayOf, formatInstant } from '#domain/time.ts';
import { maySeeItems, maySeeRows, type Caller } from '../auth/caller.ts';
import {
	itemFigures,
	undeliveredStates,
	type Basis,
	type UndeliveredState
} from '../clickhouse/item-figures.ts';
import type { ItemsAsk, ListedItem } from '../clickhouse/item-list.ts';
import { ApiFault, badRequest } from './fault.ts';
import { pageOf } from './page.ts';
import { basisOf, choiceOf, parameter, projectOf, scopeOf } from './parameters.ts';
import { periodOf } from './period.ts';

/** How things stand when a call comes; epoch ms. */
interface Standing {
	readonly now: number;
	readonly asOf: number;
	readonly rules: SlaRules;
}

/** What both lists of items have in common. */
function listAsk(query: URLSearchParams, caller: Caller, { now, asOf: standing, rules }: Standing) {
	const scope = scopeOf(query, caller);
	if (!maySeeRows(caller, scope)) throw new ApiFault(404, 'not_found', 'no such scope', 'scope');
	if (!maySeeItems(caller)) throw new ApiFault(403, 'forbidden', 'items are not for walls');
	const page = pageOf(query, standing);
	const { days, window, isGiven } = periodOf(query, now);
	return {
		...{ scope, ...page, basis: basisOf(query), project: projectOf(query), until: page.asOf },
		...{ fromDay: dayOf(days.from), toDay: dayOf(days.to - 1) },
		...(window ? { from: page.asOf - DAY_MS, to: page.asOf + 1 } : days),
		hasPeriod: isGiven,
		warnMinutes: rules.otherwise.warnMinutes,
		warnings: Object.fromEntries(
			[...rules.rules, rules.otherwise].map(({ id, warnMinutes }) => [id, warnMinutes])
		)
	};
}

/**
 * What a call of `undelivered` asks for: the items in one or more of the states, by default in any but
 * `disputed`; of all deadlines unless a period is given.
 */
export function undeliveredAsk(
	query: URLSearchParams,
	caller: Caller,
	standing: Standing
): ItemsAsk {
	const { hasPeriod, ...ask } = listAsk(query, caller, standing);
	for (const name of ['team', 'alert']) {
		if (parameter(query, name) !== undefined)
			throw new ApiFault(404, 'not_found', `no such ${name}`, name);
	}
	return { ...ask, figure: undefined, states: statesOf(query), byDeadline: hasPeriod };
}

function statesOf(query: URLSearchParams): readonly UndeliveredState[] {
	const given = parameter(query, 'state');
	if (given === undefined) return undeliveredStates.filter((state) => state !== 'disputed');
	return given.split(',').map((name) => {
		const state = undeliveredStates.find((known) => known === name);
		if (!state) throw badRequest('state', name, `of ${undeliveredStates.join(', ')}`);
		return state;
	});
}

/**
 * What a call of `items` asks for: the items that the figure `figure` of a summary counts, for the same
 * scope, basis and period.
 */
export function itemsAsk(
	query: URLSearchParams,
	caller: Caller,
	standing: Standing
): ItemsAsk & { readonly basis: Basis | undefined } {
	const ask = listAsk(query, caller, standing);
	const figure = choiceOf(query, 'figure', itemFigures);
	if (!figure) throw badRequest('figure', '', `one of ${itemFigures.join(', ')}`);
	return { ...ask, figure, states: [], byDeadline: false };
}

const timeOf = (ms: number) => (ms > 0 ? formatInstant(ms) : null);

/** An item of a list as the API tells it. */
export function listedItemAnswer(item: ListedItem) {
	return {
		...item,
		acceptedAt: timeOf(item.acceptedAt),
		deadline: timeOf(item.deadline),
		deliveredAt: timeOf(item.deliveredAt),
		lastAt: timeOf(item.lastAt)
	};
}
