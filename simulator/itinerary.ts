/**
 * The ways that an item can take, as stages with their times: hours after the midnight of the item's first
 * day, worked off in two waves. Every wave ends before the deadline of its reach (contract 8) unless the
 * ending says otherwise. All times are assumed.
 */
import type { ScanEventName } from '#domain/event.ts';
import { MINUTE_MS } from '#domain/time.ts';
import { delayed, moved, windowed, type Hours, type TimeMap } from './time-map.ts';

/** Where a stage is scanned, seen from the item. */
export type Post =
	| 'platform'
	| 'counter'
	| 'printer'
	| 'encapsulator'
	| 'sorter'
	| 'dock'
	| 'far_dock'
	| 'far_sorter'
	| 'yard'
	| 'postman'
	| 'station'
	| 'plate_shop';

/** One stage: what is scanned, where, and when. */
export interface Stage {
	readonly event: ScanEventName;
	readonly post: Post;
	readonly when: TimeMap;
	/** What is found wrong at it is looked at again. */
	readonly isFirstLook?: true;
}

export type Route = 'city' | 'province' | 'far' | 'farther' | 'wave' | 'plate' | 'doc';

export type Ending = 'delivered' | 'attempted' | 'late' | 'very_late' | 'returned' | 'recalled';

/** A choice of stages. */
export interface Plan {
	readonly route: Route;
	readonly ending: Ending;
	/** From an online platform: `ordered` comes first. */
	readonly isOrdered: boolean;
	/** Made in the digital government centre: printed, encapsulated, verified. */
	readonly isEncapsulated: boolean;
	/** Looked at twice. */
	readonly isVerifiedAgain: boolean;
	/** Shares from 0 to 1 that move the stages by a little. */
	readonly early: number;
	readonly later: number;
}

interface Timetable {
	/** Hours at which the waves of a day begin, 0 and 24 included. */
	readonly cuts: readonly number[];
	readonly sorted?: readonly Hours[];
	readonly departed?: readonly Hours[];
	readonly farArrived?: readonly Hours[];
	readonly farSorted?: readonly Hours[];
	readonly farDeparted?: readonly Hours[];
	readonly arrived?: readonly Hours[];
	readonly out: readonly Hours[];
	readonly done: readonly Hours[];
	/** Half of the time by which the stages after the counter differ between items, in hours. */
	readonly spread: number;
}

// prettier-ignore
const far: Timetable = {
	cuts: [0, 15.5, 24],
	sorted: [[17, 21.5], [25.4, 29]],
	departed: [[19, 25], [27, 33]],
	farArrived: [[30, 38], [41, 47]],
	farSorted: [[34, 42], [45, 49.5]],
	farDeparted: [[38, 45.5], [48, 52]],
	arrived: [[46, 53.5], [55, 59]],
	out: [[56, 57.3], [61.6, 62.9]],
	done: [[57.1, 63], [63.2, 65.6]],
	spread: 0.3
};

// prettier-ignore
const timetables: Readonly<Record<Exclude<Route, 'wave'>, Timetable>> = {
	city: {
		cuts: [0, 9.5, 18, 24],
		sorted: [[10.9, 11.6], [19.5, 25.2], [25.4, 27.5]],
		departed: [[11.8, 12.4], [21, 28], [28.2, 29.5]],
		arrived: [[12.6, 13.3], [23, 30.3], [30.4, 31.2]],
		out: [[13.5, 14.2], [31.6, 32.6], [32.7, 33.3]],
		done: [[14.4, 18.4], [33, 36.8], [36.9, 38]],
		spread: 0.3
	},
	province: {
		cuts: [0, 14.5, 24],
		sorted: [[16, 20.5], [25.4, 29]],
		departed: [[18, 23.5], [27, 33]],
		arrived: [[25, 30.5], [33.5, 37]],
		out: [[32, 33.3], [38, 39.1]],
		done: [[33.1, 39], [39.2, 41.6]],
		spread: 0.3
	},
	far,
	farther: {
		...far,
		farArrived: [[54, 62], [65, 71]],
		farSorted: [[58, 66], [69, 73.5]],
		farDeparted: [[62, 69.5], [72, 76]],
		arrived: [[70, 77.5], [79, 83]],
		out: [[80, 81.3], [85.6, 86.9]],
		done: [[81.1, 87], [87.2, 89.6]]
	},
	plate: { cuts: [0, 24], out: [[34.4, 37]], done: [[35.6, 41.5]], spread: 0.3 },
	doc: {
		cuts: [0, 24],
		departed: [[25.4, 28]],
		arrived: [[29, 31]],
		out: [[32, 32.8]],
		done: [[33.1, 35.6]],
		spread: 0.3
	}
};

/** The pharmacy's waves: what is accepted before 15:00 arrives by 20:00, the rest by 12:00 of the next day. */
function waves(acceptedAfterMs: number): Timetable {
	return {
		cuts: [0, 15 - acceptedAfterMs / 3_600_000, 24],
		departed: [
			[15.2, 15.7],
			[29.5, 30.5]
		],
		arrived: [
			[15.9, 16.4],
			[31, 31.7]
		],
		out: [
			[16.5, 17],
			[32, 32.5]
		],
		done: [
			[17.2, 19.6],
			[32.8, 35.6]
		],
		spread: 0.1
	};
}

/** The stages of a plan in the order in which they happen. */
export function stagesOf(plan: Plan): readonly Stage[] {
	const stages: Stage[] = [];
	let minutes = 0;
	const soon = (event: ScanEventName, post: Post, after: number): void => {
		minutes += after;
		stages.push({ event, post, when: delayed(Math.round(minutes * MINUTE_MS)) });
	};
	if (plan.isOrdered) soon('ordered', 'platform', 0);
	soon('accepted', 'counter', plan.isOrdered ? 4 + 14 * plan.early : 0);
	const acceptedAfterMs = Math.round(minutes * MINUTE_MS);
	if (plan.isEncapsulated) {
		soon('printed', 'printer', 2 + 6 * plan.later);
		soon('encapsulated', 'encapsulator', 3 + 9 * plan.early);
		soon('verified', 'encapsulator', 0.2 + plan.later);
		const first = stages.at(-1);
		if (plan.isVerifiedAgain && first) {
			stages[stages.length - 1] = { ...first, isFirstLook: true };
			soon('verified', 'encapsulator', 8);
		}
	}

	const table = plan.route === 'wave' ? waves(acceptedAfterMs) : timetables[plan.route];
	const shift = (2 * plan.later - 1) * table.spread;
	const add = (
		event: ScanEventName,
		post: Post,
		windows: readonly Hours[] | undefined,
		hours = 0
	): void => {
		if (!windows) return;
		stages.push({ event, post, when: windowed(table.cuts, moved(windows, shift + hours)) });
	};
	if (plan.route === 'plate') add('plate_made', 'plate_shop', [[32, 34]]);
	add('sorted', 'sorter', table.sorted);
	if (plan.ending === 'recalled') {
		add('recalled', 'counter', table.departed);
		return stages;
	}
	add('departed', 'dock', table.departed);
	add('arrived', 'far_dock', table.farArrived);
	add('sorted', 'far_sorter', table.farSorted);
	add('departed', 'far_dock', table.farDeparted);
	add('arrived', 'yard', table.arrived);
	const late = plan.ending === 'late' ? 24 : plan.ending === 'very_late' ? 48 : 0;
	add('out_for_delivery', 'postman', table.out, late);
	switch (plan.ending) {
		case 'returned':
			add('attempted', 'postman', table.done);
			add('returned', 'counter', table.done, 26);
			break;
		case 'attempted':
			add('attempted', 'postman', table.done);
			if (plan.route === 'city') {
				add('ready_for_pickup', 'station', table.done, 1.2);
				add('delivered', 'station', table.done, 3);
			} else {
				add('out_for_delivery', 'postman', table.out, 24);
				add('delivered', 'postman', table.done, 24);
			}
			break;
		case 'delivered':
		case 'late':
		case 'very_late':
			add(plan.route === 'plate' ? 'plate_fitted' : 'delivered', 'postman', table.done, late);
	}
	return stages;
}
