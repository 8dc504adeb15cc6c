/** Items and the lines they were on, both ways. Pure. */
import type { Period, StateSpan } from './line.ts';
import { HOUR_MS } from './time.ts';

/**
 * Scans of an item on a line that are further apart belong to two visits. Assumed: an item waits on a line for
 * minutes, and through a stop for an hour perhaps.
 */
export const VISIT_GAP_MS = 2 * HOUR_MS;

/** A scan of an item that names the line it was on. */
export interface LineScan {
	readonly site: string;
	readonly line: string;
	readonly at: number;
}

/** A stay of an item on a line: from its first scan there to its last one. */
export interface LineVisit extends Period {
	readonly site: string;
	readonly device: string;
	/** What the line did meanwhile. */
	readonly states: readonly StateSpan[];
}

/** What names a line among those of all sites. */
export function lineKey(site: string, device: string): string {
	return `${site} ${device}`;
}

/** The stays that scans in any order tell of, the first one first. */
export function visitsOf(scans: readonly LineScan[]): Omit<LineVisit, 'states'>[] {
	const visits: { site: string; device: string; from: number; to: number }[] = [];
	for (const { site, line, at } of scans.toSorted((a, b) => a.at - b.at)) {
		const open = visits.findLast((visit) => visit.site === site && visit.device === line);
		if (open && at - open.to <= VISIT_GAP_MS) open.to = at;
		else visits.push({ site, device: line, from: at, to: at });
	}
	return visits;
}

/** The stays of an item with the states of the lines, which `states` has by `lineKey`. */
export function lineStatesOf(
	scans: readonly LineScan[],
	states: ReadonlyMap<string, readonly StateSpan[]>
): LineVisit[] {
	return visitsOf(scans).map((visit) => ({
		...visit,
		states: statesDuring(states.get(lineKey(visit.site, visit.device)) ?? [], visit)
	}));
}

/** The states of a line between two instants, both among them, cut to them: of one instant, its one state. */
function statesDuring(states: readonly StateSpan[], { from, to }: Period): readonly StateSpan[] {
	return states
		.filter((span) => span.from <= to && span.to > from)
		.map((span) => ({ ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) }));
}
