/** What is told when the simulator starts: the history before a first start, the gap before a later one. */
import { DAY_MS } from '#domain/time.ts';
import { MEAN_RATE } from './assumptions.ts';
import { hashOf, mix } from './chance.ts';
import type { Marker } from './marker.ts';
import { stepNotBefore, type Segment } from './segments.ts';

/** At most so many events are told of a time when the simulator did not run. */
export const MAX_TOLD = 200_000;
const HISTORY_MS = 2 * DAY_MS;
/** Items make a little more than their share of events by night, so aim below what may be told. */
const AIM = 0.95;
/** Of what may be told of a gap, so much may be of items from before it. */
const CARRIED_SHARE = 0.55;

const whole = { carried: 'all', share: 1 } as const;

/** The rhythm of a configured rate; none means the daily curve. */
function rhythm(rate: number | undefined): Pick<Segment, 'rate' | 'shape'> {
	return rate === undefined ? { rate: MEAN_RATE, shape: 'daily' } : { rate, shape: 'flat' };
}

/** A first start at `now`: 48 hours by the daily curve, thinned, then the rate that was asked for. */
export function firstPlan(seed: number, rate: number | undefined, now: number): Marker {
	const from = now - HISTORY_MS;
	const live = rhythm(rate);
	return {
		version: 1,
		seed,
		segments: [
			{ from, rate: Math.min(live.rate, rateOf(MAX_TOLD, HISTORY_MS)), shape: 'daily', ...whole },
			{ from: now, ...live, ...whole }
		],
		toldUntil: from,
		plannedUntil: now,
		boot: { name: `history-${mix(hashOf(String(from)), seed).toString(16)}`, at: from, until: now },
		seqs: {}
	};
}

/**
 * A later start at `now`: what was missed is told under the boot that was interrupted, then the rate that
 * is asked for. More than 200,000 events are thinned: fewer items begin in the gap, and of those from
 * before it only the endings are told when all would be too much. `carried` counts their events.
 */
export function nextPlan(
	marker: Marker,
	rate: number | undefined,
	now: number,
	carried: (from: number, to: number) => { readonly all: number; readonly ends: number }
): Marker {
	const { segments } = marker;
	const planned = stepNotBefore(segments, Math.max(marker.plannedUntil, marker.toldUntil));
	const until = Math.max(now, marker.toldUntil);
	const boot = { ...marker.boot, until };
	const live: Segment = {
		from: Math.max(planned, stepNotBefore(segments, until)),
		...rhythm(rate),
		...whole
	};
	const last = segments.at(-1) ?? live;
	const known = segments.filter((s) => s.from < planned);
	const missed = eventsOf(segments, marker.toldUntil, until);
	if (missed <= MAX_TOLD && until - marker.toldUntil <= HISTORY_MS) {
		const isSame = last.rate === live.rate && last.shape === live.shape;
		return { ...marker, boot, plannedUntil: until, segments: isSame ? segments : [...known, live] };
	}
	const told = eventsOf(segments, marker.toldUntil, planned);
	const gap = thinned(last, told, { from: planned, to: live.from }, carried);
	return { ...marker, boot, plannedUntil: until, segments: [...known, ...gap, live] };
}

/**
 * The segments of a gap of which too much was missed, when `told` events from before it are still to be told:
 * silent but for carried items before its last 48 hours.
 */
function thinned(
	last: Segment,
	told: number,
	gap: { readonly from: number; readonly to: number },
	carried: (from: number, to: number) => { readonly all: number; readonly ends: number }
): readonly Segment[] {
	if (gap.to <= gap.from) return [];
	const room = Math.max(0, MAX_TOLD - told / AIM);
	const { all, ends } = carried(gap.from, gap.to);
	const kept: Pick<Segment, 'carried' | 'share'> =
		all <= CARRIED_SHARE * room
			? whole
			: { carried: 'ends', share: Math.min(1, (CARRIED_SHARE * room) / Math.max(1, ends)) };
	const from = Math.max(gap.from, gap.to - HISTORY_MS);
	const before = carried(gap.from, from);
	const spent = kept.share * (kept.carried === 'all' ? before.all : before.ends);
	const rate = Math.min(last.rate, rateOf(Math.max(0, room - spent), gap.to - from));
	const thin: Segment = { from, rate, shape: 'daily', ...kept };
	return from > gap.from ? [{ ...thin, from: gap.from, rate: 0 }, thin] : [thin];
}

/** About how many events these segments have in [from, to). */
function eventsOf(segments: readonly Segment[], from: number, to: number): number {
	return segments.reduce((events, { from: begin, rate }, i) => {
		const end = segments[i + 1]?.from ?? Infinity;
		const ms = Math.min(end, to) - Math.max(begin, from);
		return events + (rate * Math.max(0, ms)) / 1000;
	}, 0);
}

/** Events a second at which about so many come in a time, rather fewer. */
function rateOf(events: number, ms: number): number {
	return (AIM * events) / (ms / 1000);
}
