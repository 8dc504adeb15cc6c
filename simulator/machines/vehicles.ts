/** Vans by timetable: the gate, the dock, the way, the arrival. */
import { HOUR_MS, MINUTE_MS, formatInstant } from '#domain/time.ts';
import { mix } from '../chance.ts';
import type { Appointment, Fields } from './machine.ts';

type Point = readonly [lat: number, lon: number];

interface Trip {
	readonly site: string;
	readonly device: string;
	readonly route: string;
	/** Planned hour of departure. */
	readonly planned: number;
	readonly isPriority: boolean;
	readonly from: Point;
	readonly to: Point;
}

const banan: Point = [29.38, 106.54];
const hefei: Point = [31.86, 117.28];
const panan: Point = [29.05, 120.45];

/**
 * Two vans leave the pharmacy in Banan at 14:00 for Longtousi and Shangqingsi; the rest is assumed.
 * Places are of whole towns.
 */
const trips: readonly Trip[] = [
	trip('500113', 'van-1', '巴南-龙头寺', [14, 20.5], banan, [29.61, 106.55]),
	trip('500113', 'van-2', '巴南-上清寺', [14, 20.75], banan, [29.56, 106.54]),
	trip('340100-zx', 'van-1', '合肥-芜湖', [5, 13, 21], hefei, [31.33, 118.38]),
	trip('340100-zx', 'van-2', '合肥-蚌埠', [6, 17], hefei, [32.92, 117.39]),
	trip('330727', 'unmanned-1', '磐安环线', [9, 11, 15, 17], panan, [29.06, 120.46])
].flat();

function trip(
	site: string,
	device: string,
	route: string,
	hours: readonly number[],
	from: Point,
	to: Point
): readonly Trip[] {
	return hours.map((planned, i) => ({
		site,
		device,
		route,
		planned,
		isPriority: site === '340100-zx' && i === 0,
		from,
		to
	}));
}

/** Minutes before and after the planned departure; one in 40 leaves a quarter of an hour late. Assumed. */
const before = [
	['gate_in', -50],
	['dock_on', -42],
	['dock_off', -9],
	['gate_out', -4]
] as const;
const POSITIONS = 6;
const LATE_MINUTES = 15;

/** Every report of every van on a day. */
export function vehicleAppointments(seed: number): readonly Appointment[] {
	return trips.flatMap((t, i) => {
		const chance = (day: number) => mix(mix(seed, 700 + i), Math.floor(day / HOUR_MS));
		const at = (phase: string, minutes: number, more: (day: number) => Fields): Appointment => ({
			site: t.site,
			device: t.device,
			stream: 'vehicle',
			offsetMs: t.planned * HOUR_MS + minutes * MINUTE_MS,
			report: (day) => ({
				phase,
				plate: `模拟-${t.site.slice(0, 6)}-${t.device}`,
				priority: t.isPriority,
				route: t.route,
				planned: formatInstant(day + t.planned * HOUR_MS),
				...more(day)
			})
		});
		return [
			...before.map(([phase, minutes]) => at(phase, minutes, () => ({}))),
			at('departed', isLateTrip(mix(seed, i)) ? LATE_MINUTES : 2, (day) => ({
				load: 40 + (chance(day) % 200)
			})),
			...Array.from({ length: POSITIONS }, (_, p) =>
				at('position', LATE_MINUTES + 4 * (p + 1), () => point(t, (p + 1) / (POSITIONS + 1)))
			),
			at('arrived', LATE_MINUTES + 4 * (POSITIONS + 1), () => point(t, 1))
		];
	});
}

function isLateTrip(chance: number): boolean {
	return chance % 40 === 0;
}

function point({ from, to }: Trip, share: number): Fields {
	const on = (a: number, b: number) => Math.round((a + (b - a) * share) * 10_000) / 10_000;
	return { lat: on(from[0], to[0]), lon: on(from[1], to[1]) };
}
