/**
 * How many items begin when, so that all events together, those that earlier items still cause and those
 * of the machines included, come at the rate that was asked for.
 *
 * Items of a day or more (slow) begin at a fixed share of the rate. Items of a few hours (swift) make up
 * the difference: in every step as many of them begin as there is room for beside the events of all that
 * began before. The gaps of their stages are short more often than long, so this settles and does not swing.
 */
import { SLOW_SHARE, SWIFT_FLOOR } from './assumptions.ts';
import { createFlow, type Flow, type GrowingFlow } from './flow.ts';
import type { Profile } from './profiles.ts';
import { activityAt, beginningsAt, segmentAt, STEP_MS, type Segment } from './segments.ts';

/** The two flows of items. They grow as far as they are asked for. */
export interface Pace {
	readonly slow: Flow;
	readonly swift: Flow;
	/** How many events items that began before `until` cause in [from, to), not rounded. */
	caused(from: number, to: number, until: number, counts: (event: string) => boolean): number;
}

/** The pace of these segments; `machines` says how many events a second machines make in a segment. */
export function createPace(
	segments: readonly Segment[],
	profiles: { readonly slow: readonly Profile[]; readonly swift: readonly Profile[] },
	machines: (segment: Segment) => number
): Pace {
	const origin = segments[0]?.from ?? 0;
	const slow = createFlow(origin, STEP_MS);
	const swift = createFlow(origin, STEP_MS);
	const kernel = kernelOf(profiles.swift);
	const slowEvents = eventsPerItem(profiles.slow);

	/** How many slow items had reached each stage by `reachedAt`. */
	let reached: readonly number[] = [];
	let reachedAt = NaN;

	const reachedBy = (time: number): readonly number[] =>
		profiles.slow.flatMap(({ stages }) =>
			stages.map(({ when }) => slow.countAt(when.beginOf(time)))
		);

	/** Events of slow items in [from, to); cheaper when `from` is where the last call ended. */
	function slowEcho(from: number, to: number): number {
		const before = reachedAt === from ? reached : reachedBy(from);
		reached = reachedBy(to);
		reachedAt = to;
		const events = reached.reduce((sum, count, i) => sum + count - (before[i] ?? 0), 0);
		return events / profiles.slow.length;
	}

	/** Events of a flow in [from, to), expected by its rate. */
	function echo(
		flow: Flow,
		of: readonly Profile[],
		[from, to]: readonly [number, number],
		until = Infinity,
		counts: (event: string) => boolean = () => true
	): number {
		let events = 0;
		for (const { stages } of of)
			for (const { event, when } of stages)
				if (counts(event))
					events +=
						flow.countAt(Math.min(when.beginOf(to), until)) -
						flow.countAt(Math.min(when.beginOf(from), until));
		return events / of.length;
	}

	function grow(): void {
		const step = swift.steps;
		const from = origin + step * STEP_MS;
		const segment = segmentAt(segments, from);
		const seconds = STEP_MS / 1000;
		const rate = segment?.rate ?? 0;
		if (rate === 0) {
			slow.push(0);
			swift.push(0);
			return;
		}
		const shape = segment?.shape ?? 'flat';
		const isDaily = shape === 'daily';
		const slowRate = (rate * SLOW_SHARE[shape]) / slowEvents;
		slow.push(slowRate * seconds * (isDaily ? beginningsAt(from) : 1));

		let room = rate * seconds * (isDaily ? activityAt(from) : 1);
		if (segment) room -= machines(segment) * seconds;
		room -= slowEcho(from, from + STEP_MS);
		for (let k = 1; k < kernel.length; k++) room -= (kernel[k] ?? 0) * swift.perStep(step - k);
		swift.push(Math.max(SWIFT_FLOOR[shape] * rate * seconds, room / (kernel[0] ?? 1)));
	}

	function grown(flow: GrowingFlow): Flow {
		const growTo = (time: number): void => {
			while (origin + flow.steps * STEP_MS < time) grow();
		};
		return {
			countAt(time) {
				growTo(time);
				return flow.countAt(time);
			},
			beginOf: (n, near) => flow.beginOf(n, near)
		};
	}

	const flows = { slow: grown(slow), swift: grown(swift) };
	return {
		...flows,
		caused: (from, to, until, counts) =>
			echo(flows.slow, profiles.slow, [from, to], until, counts) +
			echo(flows.swift, profiles.swift, [from, to], until, counts)
	};
}

function eventsPerItem(profiles: readonly Profile[]): number {
	return profiles.reduce((sum, { stages }) => sum + stages.length, 0) / profiles.length;
}

/** Events so many steps after the step in which one swift item began. */
function kernelOf(profiles: readonly Profile[]): readonly number[] {
	const kernel = new Map<number, number>();
	for (const { stages } of profiles)
		for (const { when } of stages) {
			const steps = when.at(0) / STEP_MS;
			const k = Math.floor(steps);
			add(k, 1 - (steps - k));
			add(k + 1, steps - k);
		}
	return Array.from({ length: Math.max(...kernel.keys()) + 1 }, (_, k) => kernel.get(k) ?? 0);

	function add(k: number, events: number): void {
		kernel.set(k, (kernel.get(k) ?? 0) + events / profiles.length);
	}
}
