/** What one item is: from where to where, for whom. Everything follows from the seed and the item's number. */
import { feeRange, homes, KEY_SHARE, latenessWeights, provinceWeights } from './assumptions.ts';
import { between, createPicker, mix, unit } from './chance.ts';
import type { Route } from './itinerary.ts';
import { mailNumber, type ItemId } from './mail-number.ts';
import { regions, type Office, type Region } from './places.ts';
import type { Profile } from './profiles.ts';

/** One mail piece with what is said of it when it is accepted. */
export interface Item {
	readonly mailNo: string;
	readonly project: string;
	readonly route: Route;
	readonly isSwift: boolean;
	readonly origin: Office;
	readonly dest: Office;
	/** 32 bits of chance of its own. */
	readonly chance: number;
}

/** Tells items apart by their number. */
export function createItems(seed: number): (id: ItemId, profile: Profile) => Item {
	const pickers = new Map<string, (bits: number) => Region>();
	const salt = { slow: mix(seed, 101), swift: mix(seed, 102) };

	/** A province for this project; those that are often late more often when it is to be late. */
	function regionFor(project: string, isLate: boolean, bits: number): Region {
		const key = `${project} ${isLate}`;
		let pick = pickers.get(key);
		if (!pick) pickers.set(key, (pick = createPicker(weighted(project, isLate))));
		return pick(bits);
	}

	return (id, profile) => {
		const chance = mix(salt[id.flow], id.n);
		const { route, ending } = profile;
		const project = profile.projectOf(mix(chance, 5));
		const isLate = ending === 'late' || ending === 'very_late' || ending === 'returned';
		const isFar = route === 'far' || route === 'farther';
		const home = regionFor(project, isLate, mix(chance, 1));
		const away = isFar ? other(regionFor('', false, mix(chance, 2)), home) : home;
		// Of a far item the destination decides how often it is late.
		const [from, to] = isLate ? [away, home] : [home, away];
		const origin = route === 'wave' ? pharmacy : pickOffice(from, route, mix(chance, 3));
		return {
			mailNo: mailNumber(id, seed, project === 'EXIT' || project === 'NOTARY'),
			project,
			route,
			isSwift: id.flow === 'swift',
			origin,
			dest: destination(origin, to, route, mix(chance, 4)),
			chance
		};
	};
}

/** Chongqing's pharmacy wholesaler hands its waves to the post in Banan. */
const pharmacy = officeOf('500113');

function officeOf(code: string): Office {
	const office = regions.flatMap(({ offices }) => offices).find((o) => o.code === code);
	if (!office) throw new Error(`no office ${code}`);
	return office;
}

function weighted(project: string, isLate: boolean) {
	return regions.map((region) => {
		const { code } = region;
		const late = isLate ? (latenessWeights[code] ?? 1) : 1;
		return [region, (provinceWeights[code] ?? 1) * (homes[project]?.[code] ?? 1) * late] as const;
	});
}

/** The region itself, or the next one when it is `home`. */
function other(region: Region, home: Region): Region {
	return region === home ? one(regions, regions.indexOf(region) + 1) : region;
}

/** The capital handles more than the rest: half of its province's mail. */
function pickOffice(region: Region, route: Route, bits: number): Office {
	const offices = route !== 'province' && bits % 2 === 0 ? region.capital : region.offices;
	return one(offices, bits >>> 8);
}

function destination(origin: Office, to: Region, route: Route, bits: number): Office {
	if (route === 'far' || route === 'farther') return pickOffice(to, route, bits);
	if (route === 'province' && origin.otherCities.length > 0) return one(origin.otherCities, bits);
	return one(origin.sameCity, bits);
}

/** One of several, by any number. */
function one<T>(values: readonly T[], number: number): T {
	const value = values[number % values.length];
	if (value === undefined) throw new Error('nothing to choose from');
	return value;
}

const channels: Readonly<Record<string, string>> = {
	'42': '湖北便民寄递',
	'44': '粤省事',
	'50': '渝快办'
};
const products: Readonly<Record<Route, string>> = {
	city: '政务大同城',
	wave: '大同城',
	province: '政务专递',
	far: '政务专递',
	farther: '国内特快',
	plate: '政务大同城',
	doc: '政务专递'
};
const governmentPays = new Set(['COURT', 'DOC', 'APPROVAL', 'BIRTH']);

/** The fields of `accepted`; `acceptedAt` decides the wave of the pharmacy's items. */
export function acceptance(item: Item, hourOfDay: number): Record<string, unknown> {
	const { chance, project, route, origin } = item;
	const isPaidByGovernment = governmentPays.has(project) && mix(chance, 11) % 3 !== 0;
	return {
		project,
		dest: item.dest.code,
		product: products[route],
		...(route === 'wave' && { wave: hourOfDay < 15 ? 'W15' : 'W24', customer: '药房' }),
		payer: isPaidByGovernment ? 'government' : 'person',
		priority: priorityOf(item),
		fee: Math.round(between(mix(chance, 12), ...feeRange) / 100) * 100,
		documents: project === 'BIRTH' ? 6 : 1,
		channel: channelOf(project, origin),
		...(project === 'COURIER' && { partner: `partner-${1 + (mix(chance, 14) % 7)}` })
	};
}

function priorityOf({ project, chance }: Item): 'normal' | 'key' | 'exam' {
	if (project === 'ADMIT') return 'exam';
	return unit(mix(chance, 13)) < KEY_SHARE ? 'key' : 'normal';
}

function channelOf(project: string, origin: Office): string {
	if (project === 'DL') return '12123';
	if (project === 'EXIT') return '国家移民管理局平台';
	return channels[origin.region.code] ?? '速递专柜';
}
