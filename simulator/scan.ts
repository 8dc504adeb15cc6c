/** What a device says when an item passes it. */
import { DAY_MS, HOUR_MS, floorTo } from '#domain/time.ts';
import { ID_FAILED_SHARE, MISMATCH_SHARE } from './assumptions.ts';
import { mix, unit } from './chance.ts';
import { acceptance, type Item } from './item.ts';
import type { Post, Stage } from './itinerary.ts';
import { encapsulators, sortersOf } from './machines/lines.ts';

/** A scan before it is stamped: by which device of which site, and what it says. */
export interface ScanReport {
	readonly site: string;
	readonly device: string;
	readonly fields: Record<string, unknown>;
}

/** The scan of an item at a stage that happens at `at`; `begin` is when the item began. */
export function scanOf(item: Item, stage: Stage, begin: number, at: number): ScanReport {
	const event = eventOf(item, stage, begin);
	const post =
		event === 'ready_for_pickup' || isAtStation(item, begin, event) ? 'station' : stage.post;
	const place = placeOf(item, post);
	return {
		...place,
		fields: {
			mailNo: item.mailNo,
			event,
			...details(item, { event, post, stage, at }, place.device)
		}
	};
}

/** Swift items are handed over by postmen when they began by day, and by stations when by night. */
function isByNight(begin: number): boolean {
	const hour = hourOf(begin);
	return hour < 7 || hour >= 19;
}

function eventOf(item: Item, stage: Stage, begin: number): string {
	const isWaiting = item.isSwift && stage.event === 'out_for_delivery' && isByNight(begin);
	return isWaiting ? 'ready_for_pickup' : stage.event;
}

function isAtStation(item: Item, begin: number, event: string): boolean {
	return item.isSwift && event === 'delivered' && isByNight(begin);
}

function placeOf(item: Item, post: Post): { site: string; device: string } {
	const { origin, dest, route, chance } = item;
	const { works, centre } = origin.region;
	const isShort = route === 'wave' || route === 'doc' || item.isSwift;
	switch (post) {
		case 'platform':
			return { site: works, device: 'platform' };
		case 'counter':
			return { site: origin.code, device: 'counter-1' };
		case 'printer':
			return { site: works, device: 'printer-1' };
		case 'encapsulator':
			return { site: works, device: `enc-${1 + (chance % encapsulators(origin.region.code))}` };
		case 'sorter':
			return route === 'city' ? { site: works, device: 'sorter-1' } : sorterOf(centre, chance);
		case 'dock':
			// Same-city mail does not pass the mail-processing centre.
			if (isShort) return { site: origin.code, device: 'dock-1' };
			return { site: route === 'city' ? works : centre, device: 'dock-1' };
		case 'far_dock':
			return { site: dest.region.centre, device: 'dock-1' };
		case 'far_sorter':
			return sorterOf(dest.region.centre, chance);
		case 'yard':
			return { site: dest.code, device: 'yard-1' };
		case 'postman':
			return { site: dest.code, device: `pda-${1 + (chance % 2)}` };
		case 'station':
			return { site: dest.code, device: 'station-1' };
		case 'plate_shop':
			return { site: dest.code, device: 'plate-1' };
	}
}

function sorterOf(centre: string, chance: number): { site: string; device: string } {
	const devices = sortersOf(centre);
	return { site: centre, device: devices[chance % devices.length] ?? 'sorter-1' };
}

const reasons = [
	'absent',
	'absent',
	'absent',
	'unreachable',
	'bad_address',
	'no_id',
	'proxy_refused'
];
const checked = new Set(['ID', 'EXIT', 'ADMIT', 'RESID']);

function details(
	item: Item,
	scan: { event: string; post: Post; stage: Stage; at: number },
	device: string
): Record<string, unknown> {
	const { chance } = item;
	switch (scan.event) {
		case 'accepted':
			return acceptance(item, hourOf(scan.at));
		case 'encapsulated':
			return { line: device };
		case 'verified':
			return { ok: isRight(item, scan.stage), line: device };
		case 'sorted':
			return { chute: item.dest.code, loop: Math.round(20 + (mix(chance, 21) % 90)) / 100 };
		case 'departed':
			return { carrier: { kind: 'van' } };
		case 'attempted':
			return { reason: reasons[mix(chance, 22) % reasons.length], carrier: postman(device) };
		case 'out_for_delivery':
			return { carrier: postman(device) };
		case 'delivered':
			return { ...signature(item, scan.post), carrier: carrier(scan.post, device) };
		default:
			return {};
	}
}

function isRight({ chance, project }: Item, stage: Stage): boolean {
	const mayBeWrong = project === 'EXIT' && stage.isFirstLook === true;
	return !mayBeWrong || unit(mix(chance, 23)) >= MISMATCH_SHARE;
}

function signature({ chance, project }: Item, post: Post): Record<string, unknown> {
	const isChecked = checked.has(project);
	const signedBy =
		post === 'station' ? 'code' : !isChecked && chance % 9 === 0 ? 'proxy' : 'recipient';
	return {
		signedBy,
		...(isChecked && { idVerified: unit(mix(chance, 24)) >= ID_FAILED_SHARE })
	};
}

function carrier(post: Post, device: string): Record<string, unknown> {
	return post === 'station' ? { kind: 'station', id: device } : postman(device);
}

function postman(device: string): Record<string, unknown> {
	return { kind: 'postman', id: device };
}

function hourOf(time: number): number {
	return (time - floorTo(time, DAY_MS)) / HOUR_MS;
}
