import { DAY_MS, dayOf, formatInstant } from '#domain/time.ts';
import { maySeeItems, maySeeRows, type Caller } from '../auth/caller.ts';
import type { ChangedItem, ChangesAsk } from '../clickhouse/item-changes.ts';
import type { FigureAsk } from '../clickhouse/item-counts.ts';
import { itemFigures, type ItemFigure } from '../clickhouse/item-figures.ts';
import { CLOSE_MS } from '../clickhouse/revised.ts';
import { ApiFault, badRequest } from './fault.ts';
import { pageOf } from './page.ts';
import { basisOf, instantOf, parameter, projectOf, scopeOf } from './parameters.ts';
import { periodOf } from './period.ts';

/** Without `figure`: every one that belongs to days. */
const ofDays = itemFigures.filter((figure) => figure !== 'overdueOpen');

/**
 * What a call of `changes` asks for: the items that moved the figures of a period. With `since`, from what was
 * shown at that instant to what is shown now; without, from what was shown when the period was closed (00:02 of
 * the day after it) to what is known today of the same instant: the restatement. `now` and `standing` (the asOf
 * of the moment) are epoch ms.
 */
export function changesAsk(
	query: URLSearchParams,
	caller: Caller,
	now: number,
	standing: number
): ChangesAsk {
	const scope = scopeOf(query, caller);
	if (!maySeeRows(caller, scope)) throw new ApiFault(404, 'not_found', 'no such scope', 'scope');
	if (!maySeeItems(caller)) throw new ApiFault(403, 'forbidden', 'items are not for walls');
	const page = pageOf(query, standing);
	const { days, window } = periodOf(query, now);
	const asked = instantOf(query, 'since');
	const closed = days.to + CLOSE_MS;
	if (asked === undefined && (window !== undefined || closed > page.asOf))
		throw new ApiFault(400, 'bad_request', 'since: missing; the period is not closed', 'since');
	if (asked !== undefined && asked > page.asOf)
		throw badRequest('since', parameter(query, 'since') ?? '', 'a time before asOf');
	const side = (asOf: number, knownAt?: number): FigureAsk => ({
		...{ scope, basis: basisOf(query), asOf, until: asOf, knownAt },
		...{ fromDay: dayOf(days.from), toDay: dayOf(days.to - 1) },
		...(window === '24h' ? { from: asOf - DAY_MS, to: asOf + 1 } : days)
	});
	const since = asked ?? closed;
	return {
		...{ ...page, figures: figuresOf(query), project: projectOf(query), since },
		was: side(since, since),
		is: side(asked === undefined ? closed : page.asOf)
	};
}

function figuresOf(query: URLSearchParams): readonly ItemFigure[] {
	const given = parameter(query, 'figure');
	if (given === undefined) return ofDays;
	return given.split(',').map((name) => {
		const figure = itemFigures.find((known) => known === name);
		if (!figure) throw badRequest('figure', name, `of ${itemFigures.join(', ')}`);
		return figure;
	});
}

const timeOf = (ms: number) => (ms > 0 ? formatInstant(ms) : null);

/** A changed item as the API tells it. */
export function changedItemAnswer(item: ChangedItem) {
	return {
		...item,
		deadline: timeOf(item.deadline),
		deliveredAt: timeOf(item.deliveredAt),
		received: item.received.map((event) => ({
			...event,
			at: formatInstant(event.at),
			receivedAt: formatInstant(event.receivedAt)
		}))
	};
}
