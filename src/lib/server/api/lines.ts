import type { LineScan, LineVisit } from '#domain/line-visit.ts';
import { visitsOf } from '#domain/line-visit.ts';
import { statesOf, stopsOf, type Period, type StateSpan } from '#domain/line.ts';
import { effectiveness, goodOf } from '#domain/oee.ts';
import type { Output } from '#domain/line-output.ts';
import { DAY_MS, floorTo, formatInstant } from '#domain/time.ts';
import { maySeeItems, maySeeRows, type Caller } from '../auth/caller.ts';
import type { ItemOnLine } from '../clickhouse/line-items.ts';
import type { StateReport } from '../clickhouse/line-states.ts';
import type { Line, LinesAsk } from '../clickhouse/lines.ts';
import { ApiFault, badRequest } from './fault.ts';
import { asOfOf, instantOf, parameter, scopeOf } from './parameters.ts';

/** What a call of `lines` asks for: rows within the caller's scope. `standing` in epoch ms. */
export function linesAsk(query: URLSearchParams, caller: Caller, standing: number): LinesAsk {
	const scope = scopeOf(query, caller);
	if (!maySeeRows(caller, scope)) throw new ApiFault(404, 'not_found', 'no such scope', 'scope');
	return { scope, asOf: asOfOf(query, standing).asOf };
}

/** A line as the API tells it: now, today and in the running shift; null is what it never said. */
export function lineAnswer({ site, device, standing, today, shift, inShift, perHour }: Line) {
	const { state, since, fault, lastAt, ratedPerHour, kind } = standing;
	return {
		...{ site, device, kind, state, since: formatInstant(since), fault },
		lastAt: formatInstant(lastAt),
		...outputAnswer(today, ratedPerHour),
		...{ perHour, rated: ratedPerHour },
		shift: {
			...{ name: shift.name, from: formatInstant(shift.from), to: formatInstant(shift.to) },
			...outputAnswer(inShift, ratedPerHour)
		}
	};
}

function outputAnswer(output: Output, ratedPerHour: number | null) {
	return {
		good: goodOf(output),
		rejected: output.rejected,
		...effectiveness(output, ratedPerHour)
	};
}

/** One line over time. */
export interface LineAsk extends Period {
	readonly site: string;
	readonly device: string;
}

/** A line of the caller's scope in a period of up to a day; by default the last eight hours up to asOf. */
export function lineAsk(
	{ site = '', device = '' }: Readonly<Partial<Record<string, string>>>,
	query: URLSearchParams,
	caller: Caller,
	standing: number
): LineAsk {
	if (!maySeeRows(caller, site)) throw new ApiFault(404, 'not_found', 'no such line');
	const to = Math.min(instantOf(query, 'to') ?? standing, standing);
	const from = instantOf(query, 'from') ?? to - DAY_MS / 3;
	if (from >= to) throw badRequest('from', parameter(query, 'from') ?? '', 'a time before `to`');
	if (to - from > DAY_MS)
		throw badRequest('from', parameter(query, 'from') ?? '', 'a day before `to` at the most');
	return { site, device, from, to };
}

/** The scans that a line's answer tells of, at the most. */
export const MOST_LINE_SCANS = 20_000;

/**
 * The states of a line as a strip, its stops, and for each stop the items that were on the line meanwhile, which
 * a wall is not told.
 */
export function lineStripAnswer(
	ask: LineAsk,
	reports: readonly StateReport[],
	scans: readonly ItemOnLine[],
	caller: Caller
) {
	const states = statesOf(reports, ask);
	const visits = [...Map.groupBy(scans, ({ mailNo }) => mailNo)].flatMap(([mailNo, of]) =>
		visitsOf(of.map(({ at }): LineScan => ({ site: ask.site, line: ask.device, at }))).map(
			(visit) => ({ mailNo, ...visit })
		)
	);
	const during = (stop: Period) =>
		visits.filter((visit) => visit.from < stop.to && visit.to >= stop.from);
	return {
		...{ site: ask.site, device: ask.device },
		...{ from: formatInstant(ask.from), to: formatInstant(ask.to) },
		states: states.map(spanAnswer),
		stops: stopsOf(states).map((stop) => {
			const items = during(stop);
			return {
				...spanAnswer(stop),
				itemCount: items.length,
				items: maySeeItems(caller)
					? items.map(({ mailNo, from, to }) => ({
							...{ mailNo, from: formatInstant(from), to: formatInstant(to) }
						}))
					: []
			};
		}),
		isComplete: scans.length < MOST_LINE_SCANS
	};
}

function spanAnswer({ state, fault, from, to }: StateSpan) {
	return {
		...{ state, fault, from: formatInstant(from), to: formatInstant(to) },
		seconds: (to - from) / 1000
	};
}

/** A stay of an item on a line with what the line did meanwhile. */
export function visitAnswer({ site, device, from, to, states }: LineVisit) {
	return {
		...{ site, device, from: formatInstant(from), to: formatInstant(to) },
		states: states.map(spanAnswer)
	};
}

/** The shortest stretch in which a line's state is looked at: an item with one scan there has no length. */
export function around({ from, to }: Period): Period {
	return { from: floorTo(from, 1000) - 1, to: to + 1 };
}
