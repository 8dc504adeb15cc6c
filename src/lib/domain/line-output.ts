/**
 * What a line made, from its cumulative counters and its states. What a report adds is booked at the time of
 * the report, the time since the report before it included; so neighbouring periods add up, and counters and
 * times of a period are of the same stretch. A period is (from, to]: a report at its end still tells of it.
 *
 * Everything is told by boot, in the order of `seq`: clocks jump when devices start, numbers do not. The
 * statement of `src/lib/server/clickhouse/line-spans.ts` makes the same spans.
 */
import type { PackmlState } from './event.ts';
import { STATE_FRESH_MS, type LineEvent, type LineState, type Period } from './line.ts';

/** The counters of a report, cumulative since the boot; null where the device never said. */
export interface Counters {
	readonly total: number | null;
	readonly rejected: number | null;
	readonly plannedSeconds: number | null;
}

/** What the reports of a boot after its first one add to a period. */
export interface Gain {
	readonly total: number;
	readonly rejected: number;
	readonly plannedSeconds: number;
	/** Milliseconds in Execute, which alone is productive. */
	readonly executeMs: number;
}

/** The reports of one boot in some range. */
export interface BootSpan {
	readonly boot: string;
	readonly firstAt: number;
	readonly firstSeq: number;
	/** As first said in the range. */
	readonly first: Counters;
	readonly lastAt: number;
	readonly last: Counters;
	/** Of the last report. */
	readonly state: PackmlState;
	readonly fault: string | null;
	/** Of the first report of those that end with the last one and all have its state. */
	readonly runFrom: number;
	/** As last said. */
	readonly ratedPerHour: number | null;
	readonly kind: LineEvent['kind'];
	/** One for each period. */
	readonly gains: readonly Gain[];
}

/** What a line made in a period; null where the device never said. */
export interface Output {
	readonly made: number | null;
	readonly rejected: number | null;
	readonly plannedSeconds: number | null;
	readonly executeSeconds: number;
}

const noGain: Gain = { total: 0, rejected: 0, plannedSeconds: 0, executeMs: 0 };
const counters = ['total', 'rejected', 'plannedSeconds'] as const;

/** The spans of distinct events in any order, by boot, each with its gains in the periods. */
export function spansOf(events: readonly LineEvent[], periods: readonly Period[]): BootSpan[] {
	return [...Map.groupBy(events, ({ boot }) => boot).values()].flatMap((of) => {
		const span = spanOf(
			of.toSorted((a, b) => a.seq - b.seq),
			periods
		);
		return span ? [span] : [];
	});
}

function spanOf(ordered: readonly LineEvent[], periods: readonly Period[]): BootSpan | undefined {
	const [first, last] = [ordered[0], ordered.at(-1)];
	if (!first || !last) return undefined;
	const run = ordered.findLastIndex(({ state }) => state !== last.state) + 1;
	return {
		boot: first.boot,
		firstAt: first.at,
		firstSeq: first.seq,
		first: said(ordered),
		lastAt: last.at,
		last: said(ordered.toReversed()),
		state: last.state,
		fault: last.fault,
		runFrom: ordered[run]?.at ?? last.at,
		ratedPerHour: ordered.findLast((e) => e.ratedPerHour !== null)?.ratedPerHour ?? null,
		kind: ordered.findLast((e) => e.kind !== null)?.kind ?? null,
		gains: gainsOf(ordered, periods)
	};
}

function said(events: readonly LineEvent[]): Counters {
	const [total = null, rejected = null, plannedSeconds = null] = counters.map(
		(name) => events.find((event) => event[name] !== null)?.[name]
	);
	return { total, rejected, plannedSeconds };
}

function gainsOf(ordered: readonly LineEvent[], periods: readonly Period[]): Gain[] {
	const sums = periods.map(() => ({ ...noGain }));
	const before: Record<(typeof counters)[number], number | null> = { ...said([]) };
	let previous: LineEvent | undefined;
	for (const event of ordered) {
		const gain = { ...noGain, executeMs: executed(previous, event.at) };
		for (const name of counters) {
			const value = event[name];
			if (value === null) continue;
			gain[name] = before[name] === null ? 0 : growth(before[name], value);
			before[name] = value;
		}
		for (const [i, period] of periods.entries()) {
			const sum = sums[i];
			if (!sum || !isIn(period, event.at)) continue;
			for (const name of counters) sum[name] += gain[name];
			sum.executeMs += gain.executeMs;
		}
		previous = event;
	}
	return sums;
}

/** A counter that falls began again at 0. */
function growth(before: number, value: number): number {
	return value >= before ? value - before : value;
}

function executed(previous: LineEvent | undefined, until: number): number {
	return previous?.state === 'Execute' ? Math.max(0, until - previous.at) : 0;
}

const isIn = ({ from, to }: Period, at: number) => at > from && at <= to;

/**
 * What a line made in the period of index `i`: the gains of its spans, and what lies between them. `earlier` are
 * spans from before the range of `spans`, such as the last reports of the day before. A boot continues from its
 * own earlier span; another one began at 0. Only the boot that a line was first heard of with, and not from its
 * first number on, has no known beginning: it counts from its first report.
 */
export function outputOf(
	earlier: readonly BootSpan[],
	spans: readonly BootSpan[],
	i: number,
	period: Period
): Output {
	const ordered = spans.toSorted((a, b) => a.firstAt - b.firstAt || a.firstSeq - b.firstSeq);
	const all = [...earlier, ...ordered];
	const sum = { ...noGain };
	for (const span of ordered) {
		const gain = span.gains[i] ?? noGain;
		const base = earlier.find(({ boot }) => boot === span.boot);
		const isWhole = span.firstSeq === 1 || all.some((other) => beganBefore(other, span));
		const isHere = isIn(period, span.firstAt);
		for (const name of counters) {
			const first = isHere ? span.first[name] : null;
			sum[name] += gain[name] + (first === null ? 0 : begun(base?.last[name], first, isWhole));
		}
		sum.executeMs += gain.executeMs + (isHere ? executedBefore(all, span) : 0);
	}
	const known = (name: (typeof counters)[number]) =>
		all.some((span) => span.last[name] !== null) ? sum[name] : null;
	return {
		made: known('total'),
		rejected: known('rejected'),
		plannedSeconds: known('plannedSeconds'),
		executeSeconds: sum.executeMs / 1000
	};
}

function begun(base: number | null | undefined, first: number, isWhole: boolean): number {
	if (base !== undefined && base !== null) return growth(base, first);
	return isWhole ? first : 0;
}

/** Execute between a span and the one before it: within a boot all of the time, else while the state was fresh. */
function executedBefore(all: readonly BootSpan[], span: BootSpan): number {
	const previous = all
		.filter((other) => other !== span && other.firstAt <= span.firstAt)
		.toSorted((a, b) => a.firstAt - b.firstAt || a.lastAt - b.lastAt)
		.at(-1);
	if (previous?.state !== 'Execute') return 0;
	const gap = Math.max(0, span.firstAt - previous.lastAt);
	return previous.boot === span.boot ? gap : Math.min(gap, STATE_FRESH_MS);
}

function beganBefore(other: BootSpan, span: BootSpan): boolean {
	return other.boot !== span.boot && other.firstAt < span.firstAt;
}

/** The state of a line as of an instant. */
export interface Standing {
	/** UNKNOWN without a report of the last five minutes. */
	readonly state: LineState;
	/** When it took that state, as far back as the spans go; of UNKNOWN, when the last state was no longer fresh. */
	readonly since: number;
	readonly isFresh: boolean;
	readonly fault: string | null;
	readonly lastAt: number;
	/** Whatever its age. */
	readonly lastState: PackmlState;
	readonly ratedPerHour: number | null;
	readonly kind: LineEvent['kind'];
	/** True when all reports of the spans since `since` have the state: it may have begun before them. */
	readonly isOpenBefore: boolean;
}

/** The state of a line as of an instant, from its spans in any order; undefined without any. */
export function standingOf(spans: readonly BootSpan[], asOf: number): Standing | undefined {
	const ordered = spans.toSorted((a, b) => a.lastAt - b.lastAt || a.firstAt - b.firstAt);
	const last = ordered.at(-1);
	if (!last) return undefined;
	const isFresh = asOf - last.lastAt <= STATE_FRESH_MS;
	let run = last;
	for (const span of ordered.toReversed().slice(1)) {
		if (!continues(span, run)) break;
		run = span;
	}
	const isOpenBefore = isFresh && run === ordered[0] && run.runFrom === run.firstAt;
	return {
		state: isFresh ? last.state : 'UNKNOWN',
		since: isFresh ? run.runFrom : last.lastAt + STATE_FRESH_MS,
		isFresh,
		fault: isFresh ? last.fault : null,
		lastAt: last.lastAt,
		lastState: last.state,
		ratedPerHour: ordered.findLast((s) => s.ratedPerHour !== null)?.ratedPerHour ?? null,
		kind: ordered.findLast((s) => s.kind !== null)?.kind ?? null,
		isOpenBefore
	};
}

/** True when `span` ends in the state with which all of `later` began. */
function continues(span: BootSpan, later: BootSpan): boolean {
	return (
		span.state === later.state &&
		later.runFrom === later.firstAt &&
		(span.boot === later.boot || later.firstAt - span.lastAt <= STATE_FRESH_MS)
	);
}
