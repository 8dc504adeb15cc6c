/** What the items of the nation do: 128 ways for items of a day or more, 128 for those of a few hours. */
import type { ScanEventName } from '#domain/event.ts';
import { MINUTE_MS } from '#domain/time.ts';
import { projectShares, reaches, swiftShares } from './assumptions.ts';
import { createPicker, mix, type Weighted } from './chance.ts';
import { stagesOf, type Ending, type Post, type Route, type Stage } from './itinerary.ts';
import { delayed, type TimeMap } from './time-map.ts';

/** As many profiles has each flow of items; item n follows profile n modulo this. */
export const PROFILES = 128;

/** One way through the nation, with what all of its items have in common. */
export interface Profile {
	/** The project of an item, by 32 bits of its own. */
	projectOf(bits: number): string;
	readonly route: Route;
	readonly ending: Ending;
	readonly stages: readonly Stage[];
}

const encapsulated = new Set([
	'ID',
	'EXIT',
	'RESID',
	'HUKOU',
	'MOVE',
	'NOCRIME',
	'DL',
	'BIRTH',
	'APPROVAL',
	'ADMIT'
]);
const fromCounters = new Set(['COURT', 'DOC', 'NOTARY', 'SOCIAL', 'COURIER', 'RETAIL', 'EBIKE']);
const ownRoutes: Readonly<Record<string, Route>> = { PLATE: 'plate', MED: 'wave', DOC: 'doc' };

/** The profiles of items that travel a day or more, in an order of chance. */
export function slowProfiles(seed: number): readonly Profile[] {
	const turns = new Map<string, number>();
	const troubles = [...rareTroubles];
	const profiles = spreadOut(projectShares).map((project, i): Profile => {
		const turn = turns.get(project) ?? 0;
		turns.set(project, turn + 1);
		const route = ownRoutes[project] ?? reaches[(turn + i) % reaches.length] ?? 'city';
		const isEncapsulated = encapsulated.has(project);
		const trouble = troubles.find(([on]) => isEncapsulated && on === route);
		if (trouble) troubles.splice(troubles.indexOf(trouble), 1);
		const isCommon = ownRoutes[project] === undefined && route !== 'farther';
		const ending = trouble?.[1] ?? (isCommon && i % 12 === 5 ? 'attempted' : 'delivered');
		const stages = stagesOf({
			route,
			ending,
			isOrdered: !fromCounters.has(project),
			isEncapsulated,
			isVerifiedAgain: project === 'EXIT' && turn === 0,
			early: share(seed, i, 1),
			later: share(seed, i, 2)
		});
		// Troubles come to all projects alike, not to one in particular.
		return { projectOf: trouble ? anyEncapsulated : () => project, route, ending, stages };
	});
	return shuffled(profiles, seed);
}

/** Once each in 128 items, on these routes. */
const rareTroubles: readonly (readonly [Route, Ending])[] = [
	['city', 'late'],
	['farther', 'late'],
	['farther', 'very_late'],
	['province', 'returned'],
	['far', 'recalled']
];

const anyEncapsulated = createPicker(
	projectShares.filter(([project]) => encapsulated.has(project))
);

/** A stage of an item that arrives within hours, and the least and most minutes after the one before. */
const swiftStages: readonly (readonly [ScanEventName, Post, number, number])[] = [
	['sorted', 'sorter', 0.5, 4],
	['departed', 'dock', 1, 10],
	['arrived', 'yard', 3, 25],
	// By day this is out_for_delivery and by night ready_for_pickup: see item.ts.
	['out_for_delivery', 'postman', 2, 15],
	['delivered', 'postman', 8, 70]
];

/** The profiles of same-city items that arrive within hours, at any hour of the day. */
export function swiftProfiles(seed: number): readonly Profile[] {
	const orders = swiftStages.map((_, s) =>
		shuffled([...Array(PROFILES).keys()], mix(seed, 71 + s))
	);
	const profiles = spreadOut(swiftShares).map((project, i): Profile => {
		let minutes = 0;
		const stages: Stage[] = [{ event: 'accepted', post: 'counter', when: delayed(0) }];
		for (const [s, [event, post, least, most]] of swiftStages.entries()) {
			minutes += quantile(((orders[s]?.[i] ?? 0) + 0.5) / PROFILES, least, most);
			stages.push({ event, post, when: after(minutes) });
		}
		return { projectOf: () => project, route: 'city', ending: 'delivered', stages };
	});
	return shuffled(profiles, mix(seed, 7));
}

function after(minutes: number): TimeMap {
	return delayed(Math.round(minutes * MINUTE_MS));
}

/** Short gaps are common and long ones rare, as in a cut exponential distribution. */
function quantile(share: number, least: number, most: number): number {
	const cut = 3;
	return least + ((most - least) * -Math.log(1 - share * (1 - Math.exp(-cut)))) / cut;
}

function share(seed: number, i: number, what: number): number {
	return (mix(mix(seed, what), i) % 1000) / 1000;
}

/** Each value as often as its weight says; the weights must add up to 128. */
function spreadOut(shares: Weighted<string>): readonly string[] {
	const values = shares.flatMap(([value, weight]) => Array<string>(weight).fill(value));
	if (values.length !== PROFILES) throw new Error(`shares add up to ${values.length}`);
	return values;
}

function shuffled<T>(values: readonly T[], seed: number): readonly T[] {
	return values
		.map((value, i) => ({ value, key: mix(seed, i) }))
		.sort((a, b) => a.key - b.key)
		.map(({ value }) => value);
}
