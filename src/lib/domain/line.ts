/**
 * What a line said, and what follows from it. Pure: times are epoch milliseconds, counters as the device gave
 * them: cumulative since its boot.
 */
import type { LineReport, PackmlState } from './event.ts';
import { MINUTE_MS } from './time.ts';

/**
 * How long a state counts as known after the last report. Assumed; the least silence after which the alert
 * `device_silent` opens (contract 9).
 */
export const STATE_FRESH_MS = 5 * MINUTE_MS;

/** A state, or that nobody knows it. */
export type LineState = PackmlState | 'UNKNOWN';

/** One report of a line. Null is what the device did not say. */
export interface LineEvent {
	readonly boot: string;
	readonly seq: number;
	/** When it counts: its own time, or the receipt of one whose clock is far ahead. */
	readonly at: number;
	readonly state: PackmlState;
	readonly total: number | null;
	readonly rejected: number | null;
	readonly plannedSeconds: number | null;
	readonly ratedPerHour: number | null;
	readonly kind: NonNullable<LineReport['kind']> | null;
	readonly fault: string | null;
}

/** A stretch of time. */
export interface Period {
	readonly from: number;
	readonly to: number;
}

/** A stretch of one state: `from` ≤ t < `to`. */
export interface StateSpan extends Period {
	readonly state: LineState;
	readonly fault: string | null;
}

type Stated = Pick<LineEvent, 'boot' | 'seq' | 'at' | 'state' | 'fault'>;

/**
 * The states of a line in a period, without a gap and in order; `events` in any order, some before the period
 * among them, so that its beginning is known. While a boot lasts, a state lasts until the next report; after the
 * last report, and when the device started again, for five minutes at most. What is not known is UNKNOWN.
 */
export function statesOf(events: readonly Stated[], period: Period): StateSpan[] {
	const ordered = events.filter((event) => event.at < period.to).toSorted(inTime);
	const spans: StateSpan[] = [];
	let end = period.from;

	function add(state: LineState, fault: string | null, until: number): void {
		const to = Math.min(until, period.to);
		if (to <= end) return;
		const last = spans.at(-1);
		if (last?.state === state && last.fault === fault) spans[spans.length - 1] = { ...last, to };
		else spans.push({ state, fault, from: end, to });
		end = to;
	}

	for (const [i, event] of ordered.entries()) {
		const next = ordered[i + 1];
		add('UNKNOWN', null, event.at);
		add(event.state, event.fault, next?.boot === event.boot ? next.at : lastsUntil(event, next));
	}
	add('UNKNOWN', null, period.to);
	return spans;
}

function lastsUntil({ at }: Stated, next: Stated | undefined): number {
	return Math.min(at + STATE_FRESH_MS, next?.at ?? Infinity);
}

function inTime(a: Stated, b: Stated): number {
	if (a.at !== b.at) return a.at - b.at;
	if (a.boot !== b.boot) return a.boot < b.boot ? -1 : 1;
	return a.seq - b.seq;
}

// Held: a cause inside the line; Suspended: outside of it (domain.md 4.4). Idle and Complete wait for work.
const stopStates: readonly LineState[] = ['Held', 'Suspended', 'Stopped', 'Aborted'];

/** The stretches in which a line stood although it may have had work; two faults in a row are two stops. */
export function stopsOf(spans: readonly StateSpan[]): StateSpan[] {
	return spans.filter(({ state }) => stopStates.includes(state));
}
