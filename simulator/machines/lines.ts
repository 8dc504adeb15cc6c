/** Lines and sorters: what they report is read off a week that repeats, so counters need no memory. */
import type { LineReport, PackmlState } from '#domain/event.ts';
import { MINUTE_MS } from '#domain/time.ts';
import { mix, unit } from '../chance.ts';
import type { Ticker } from './machine.ts';

interface Line {
	readonly site: string;
	readonly device: string;
	readonly kind: NonNullable<LineReport['kind']>;
	readonly ratedPerHour: number;
	/** Hours of planned work; until may lie beyond midnight. Assumed. */
	readonly planned: readonly [number, number];
}

const EVERY_MS = 30_000;
/** Three lines of 900 items an hour in Hubei's centre, 2,700 in all; the other rates are assumed. */
const lines: readonly Line[] = [
	...['420100-zw', '440100-zw', '320100-zw', '500100-zw'].flatMap((site) =>
		Array.from({ length: encapsulators(site.slice(0, 2)) }, (_, i) => line(site, `enc-${i + 1}`))
	),
	sorter('420100-zw', 'sorter-1', 'sorter', 3600),
	sorter('420100-zw', 'agv-1', 'agv', 600),
	sorter('440100-zx', 'sorter-1', 'sorter', 18_000),
	sorter('340100-zx', 'double-deck-1', 'double_deck', 40_000),
	sorter('340100-zx', 'small-item-1', 'small_item', 30_000),
	sorter('340100-zx', 'swing-wheel-1', 'swing_wheel', 25_000)
];

function line(site: string, device: string): Line {
	return { site, device, kind: 'encapsulation', ratedPerHour: 900, planned: [7, 23] };
}

function sorter(site: string, device: string, kind: Line['kind'], ratedPerHour: number): Line {
	return { site, device, kind, ratedPerHour, planned: [12, 34] };
}

/** How many encapsulation lines a province's works has. */
export function encapsulators(province: string): number {
	return province === '42' ? 3 : 1;
}

/** The sorters of a mail-processing centre. */
export function sortersOf(centre: string): readonly string[] {
	const known = lines.filter((l) => l.site === centre).map((l) => l.device);
	return known.length > 0 ? known : ['sorter-1'];
}

/** The reports of every line. */
export function lineTickers(seed: number): readonly Ticker[] {
	return lines.map((l, i) => {
		const week = weekOf(l, mix(seed, 300 + i));
		return {
			site: l.site,
			device: l.device,
			stream: 'line',
			everyMs: EVERY_MS,
			report(at, _k, bootAt) {
				const { state, fault } = week.stateAt(at);
				const total = Math.floor(week.madeAt(at)) - Math.floor(week.madeAt(bootAt));
				const rejected = Math.floor(total * REJECTED);
				return {
					state,
					total,
					rejected,
					...(l.kind === 'encapsulation' && { byType: byType(total) }),
					ratedPerHour: l.ratedPerHour,
					plannedSeconds: Math.round((week.plannedAt(at) - week.plannedAt(bootAt)) / 1000),
					fault,
					kind: l.kind
				};
			}
		};
	});
}

/** Assumed. */
const REJECTED = 0.004;
const CARDS = 0.7;

function byType(total: number): Record<string, number> {
	const card = Math.floor(total * CARDS);
	return { 集卡式: card, 本式: total - card };
}

const SLOT_MS = 10 * MINUTE_MS;
const SLOTS = 7 * 144;
/** A Monday, 00:00 +08:00. */
const MONDAY = Date.UTC(2024, 0, 1) - 8 * 3_600_000;

/** Ten minutes of a line: first it stands in `state` for `standsMs`, then it runs at `perMs`. */
interface Slot {
	readonly isPlanned: boolean;
	readonly state: PackmlState;
	readonly fault: string | null;
	readonly standsMs: number;
	readonly perMs: number;
}

function weekOf(l: Line, seed: number) {
	const slots = Array.from({ length: SLOTS }, (_, i) => slotOf(l, i, seed));
	const made = sums(slots.map((s) => (SLOT_MS - s.standsMs) * s.perMs));
	const planned = sums(slots.map((s) => (s.isPlanned ? SLOT_MS : 0)));

	function at(time: number) {
		const count = Math.floor((time - MONDAY) / SLOT_MS);
		const index = ((count % SLOTS) + SLOTS) % SLOTS;
		const slot = slots[index] ?? idle;
		return { week: Math.floor(count / SLOTS), index, slot, since: time - MONDAY - count * SLOT_MS };
	}

	function sumAt(of: readonly number[], time: number, within: (slot: Slot, ms: number) => number) {
		const { week, index, slot, since } = at(time);
		return week * (of[SLOTS] ?? 0) + (of[index] ?? 0) + within(slot, since);
	}

	return {
		/** Items made since some Monday. */
		madeAt: (time: number) =>
			sumAt(made, time, (slot, ms) => Math.max(0, ms - slot.standsMs) * slot.perMs),
		/** Planned milliseconds since some Monday. */
		plannedAt: (time: number) => sumAt(planned, time, (slot, ms) => (slot.isPlanned ? ms : 0)),
		stateAt(time: number): { state: PackmlState; fault: string | null } {
			const { slot, since } = at(time);
			return since < slot.standsMs
				? { state: slot.state, fault: slot.fault }
				: { state: 'Execute', fault: null };
		}
	};
}

const idle: Slot = { isPlanned: false, state: 'Idle', fault: null, standsMs: SLOT_MS, perMs: 0 };
const faults = ['卡件', '缺标签', '供料空', '气压低'];

/** Assumed: one slot in 30 begins with a stop for a fault, one in 25 with a wait for mail; one in 500 stands. */
function slotOf(l: Line, i: number, seed: number): Slot {
	const hour = (i % 144) / 6;
	const [from, until] = l.planned;
	if (!((hour >= from && hour < until) || hour + 24 < until)) return idle;
	const chance = mix(seed, i);
	const perMs = (l.ratedPerHour / 3_600_000) * (0.84 + 0.13 * unit(mix(chance, 1)));
	const part = (2 + (chance % 6)) * MINUTE_MS;
	const share = unit(mix(chance, 2));
	const fault = faults[mix(chance, 3) % faults.length] ?? null;
	const runs: Slot = { isPlanned: true, state: 'Execute', fault: null, standsMs: 0, perMs };
	if (share < 1 / 500) return { ...runs, state: 'Held', fault, standsMs: SLOT_MS };
	if (share < 1 / 30) return { ...runs, state: 'Held', fault, standsMs: part };
	if (share < 1 / 30 + 1 / 25) return { ...runs, state: 'Suspended', standsMs: part };
	return runs;
}

/** The sums before each value, and the sum of all at the end. */
function sums(values: readonly number[]): readonly number[] {
	const before = [0];
	for (const value of values) before.push((before.at(-1) ?? 0) + value);
	return before;
}
