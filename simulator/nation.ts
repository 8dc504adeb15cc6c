/**
 * The simulated nation: what happens in a window of time, for a seed and a pace. Pure and without memory
 * of what was asked before: windows that tile the time tell every event exactly once, and the same again
 * for the same arguments.
 */
import { MINUTE_MS } from '#domain/time.ts';
import { mailedShare, projectShares, provinceWeights, swiftShares } from './assumptions.ts';
import { mix, unit } from './chance.ts';
import type { Flow } from './flow.ts';
import { createItems } from './item.ts';
import type { Fields, Ticker } from './machines/machine.ts';
import { createMachines } from './machines/machines.ts';
import type { ItemId } from './mail-number.ts';
import { createPace } from './pace.ts';
import { regions } from './places.ts';
import { PROFILES, slowProfiles, swiftProfiles } from './profiles.ts';
import { scanOf } from './scan.ts';
import type { Segment } from './segments.ts';

/** Something that happened, as its device will say it, but for boot and seq. */
export interface NationEvent {
	/** Whole epoch milliseconds. */
	readonly at: number;
	readonly topic: string;
	readonly fields: Fields;
}

export interface Nation {
	/**
	 * The events of [from, to) in the order of their time; the order of those at the same instant does not
	 * depend on the window. Counters of machines count from `bootAt`.
	 */
	events(from: number, to: number, bootAt: number): readonly NationEvent[];
	/** About how many events items that began before `until` cause in [from, to): all, and only endings. */
	carried(from: number, to: number, until: number): { readonly all: number; readonly ends: number };
	/** Topics of the machines, without the stream. */
	readonly machines: readonly string[];
}

/** A window that lies in one segment. */
interface Window {
	readonly segment: Segment;
	readonly from: number;
	readonly to: number;
}

const ends = new Set(['delivered', 'returned', 'recalled', 'plate_fitted']);

/** A nation of this seed. The segments must be in order and are not to change afterwards. */
export function createNation(seed: number, segments: readonly Segment[]): Nation {
	const profiles = { slow: slowProfiles(seed), swift: swiftProfiles(seed) };
	const itemOf = createItems(seed);
	const machines = createMachines(seed, issuers());
	const pace = createPace(segments, profiles, (segment) => machines.rate(segment));

	/** Offices that issue documents: about as many as the share that is mailed calls for. */
	function issuers(): readonly Ticker[] {
		const weights = Object.values(provinceWeights).reduce((sum, weight) => sum + weight, 0);
		return Object.entries(mailedShare).flatMap(([project, mailed], p) =>
			regions.map((region, r): Ticker => ({
				site: region.works,
				device: `office-${project}`,
				stream: 'station',
				everyMs: ISSUED_EVERY_MS,
				report(at, k) {
					const accepted = begun('slow', project, at) + begun('swift', project, at);
					const here = (accepted * (provinceWeights[region.code] ?? 0)) / weights;
					const count = Math.floor(here / mailed + unit(mix(mix(seed, 900 + 40 * p + r), k)));
					return { kind: 'office', event: 'issued', project, count };
				}
			}))
		);
	}

	function begun(flow: ItemId['flow'], project: string, at: number): number {
		const shares = flow === 'slow' ? projectShares : swiftShares;
		const share = shares.find(([code]) => code === project)?.[1] ?? 0;
		return (share / PROFILES) * (pace[flow].countAt(at) - pace[flow].countAt(at - ISSUED_EVERY_MS));
	}

	function isTold(id: ItemId, begin: number, event: string, segment: Segment): boolean {
		if (begin >= segment.from || (segment.carried === 'all' && segment.share === 1)) return true;
		if (segment.carried === 'ends' && !ends.has(event)) return false;
		return unit(mix(mix(seed, 903), id.n)) < segment.share;
	}

	function addScans(
		found: NationEvent[],
		name: ItemId['flow'],
		{ segment, from, to }: Window
	): void {
		const flow: Flow = pace[name];
		for (const [slot, profile] of profiles[name].entries())
			for (const stage of profile.stages) {
				// Times are rounded, so look a little further than the window.
				let begin = stage.when.beginOf(from - 1);
				const last = flow.countAt(stage.when.beginOf(to + 1));
				for (let n = firstOf(slot, flow.countAt(begin)); n < last; n += PROFILES) {
					begin = flow.beginOf(n, begin);
					const at = Math.round(stage.when.at(begin));
					if (at < from || at >= to) continue;
					const id: ItemId = { flow: name, n };
					if (!isTold(id, begin, stage.event, segment)) continue;
					const { site, device, fields } = scanOf(itemOf(id, profile), stage, begin, at);
					found.push({ at, topic: topicOf(site, device, 'scan'), fields });
				}
			}
	}

	function addReports(found: NationEvent[], { segment, from, to }: Window, bootAt: number): void {
		for (const { at, machine, fields } of machines.reports(segment, from, to, bootAt))
			found.push({ at, topic: topicOf(machine.site, machine.device, machine.stream), fields });
	}

	return {
		events(from, to, bootAt) {
			const found: NationEvent[] = [];
			for (const [i, segment] of segments.entries()) {
				const start = Math.max(from, segment.from);
				const end = Math.min(to, segments[i + 1]?.from ?? Infinity);
				if (start >= end) continue;
				const window = { segment, from: start, to: end };
				addScans(found, 'slow', window);
				addScans(found, 'swift', window);
				addReports(found, window, bootAt);
			}
			return found.sort((a, b) => a.at - b.at);
		},
		carried: (from, to, until) => ({
			all: pace.caused(from, to, until, () => true),
			ends: pace.caused(from, to, until, (event) => ends.has(event))
		}),
		machines: machines.devices().map(({ site, device }) => topicOf(site, device, ''))
	};
}

const ISSUED_EVERY_MS = 30 * MINUTE_MS;

/** The first number of a slot that is at least `count`, less one round for rounding errors. */
function firstOf(slot: number, count: number): number {
	const rounds = Math.ceil((count - slot) / PROFILES - 1e-6);
	return Math.max(rounds, 0) * PROFILES + slot;
}

function topicOf(site: string, device: string, stream: string): string {
	return `youkan/v1/${site.slice(0, 2)}/${site}/${device}/${stream}`;
}
