/**
 * Where the simulated nation handles mail: real division codes (GB/T 2260) of districts, counties and
 * cities, the capital's first. What stands in each is assumed: see assumptions.ts.
 */
import { cityOf, servedProvinces } from '#domain/province.ts';

/** Divisions with a post office, by province code. */
const divisions: Readonly<Record<string, readonly string[]>> = {
	'11': ['110101', '110102', '110105', '110106', '110108', '110114', '110115'],
	'12': ['120101', '120104', '120110', '120116'],
	'13': ['130102', '130104', '130202', '130302', '130402', '130602', '131002'],
	'14': ['140105', '140106', '140213', '140403', '140702', '140802', '140902'],
	'15': ['150102', '150203', '150402', '150602'],
	'21': ['210102', '210202', '210302', '210702'],
	'22': ['220102', '220104', '220202', '222401'],
	'23': ['230102', '230103', '230202', '230602'],
	'31': ['310101', '310104', '310112', '310115', '310118'],
	'32': ['320102', '320106', '320214', '320302', '320508', '320902'],
	'33': ['330106', '330110', '330203', '330302', '330702', '330727'],
	'34': ['340102', '340103', '340104', '340202', '340302', '341202'],
	'35': ['350102', '350203', '350502', '350602'],
	'36': ['360102', '360403', '360702', '361102'],
	'37': ['370102', '370202', '370602', '370702', '371302'],
	'41': ['410102', '410105', '410302', '411302', '419001'],
	'42': ['420102', '420106', '420502', '420602', '421002', '429005'],
	'43': ['430102', '430103', '430202', '430602', '430702'],
	'44': ['440103', '440106', '440304', '440305', '440604', '440606', '441302', '441900', '442000'],
	'45': ['450102', '450103', '450202', '450302'],
	'46': ['460105', '460106', '460203', '469002'],
	'50': [
		'500103',
		'500104',
		'500106',
		'500108',
		'500112',
		'500113',
		'500114',
		'500120',
		'500151',
		'500230'
	],
	'51': ['510104', '510105', '510107', '510703', '511302', '511502'],
	'52': ['520102', '520103', '520302', '522301'],
	'53': ['530102', '530103', '530302', '530402', '532901'],
	'54': ['540102', '540202', '540402'],
	'61': ['610102', '610113', '610302', '610402'],
	'62': ['620102', '620302', '620502', '620902'],
	'63': ['630102', '630103', '632801'],
	'64': ['640104', '640106', '640302'],
	'65': ['650102', '650103', '650203', '653101', '659001']
};

/** A division with a post office: the first and the last handling of its mail. */
export interface Office {
	/** Six digits: its site, and the `dest` of mail for it. */
	readonly code: string;
	readonly region: Region;
	/** The offices of the same city, itself among them. */
	readonly sameCity: readonly Office[];
	/** The offices of its province in other cities; none in a municipality. */
	readonly otherCities: readonly Office[];
}

/** A served province as a place of work. */
export interface Region {
	readonly code: string;
	/** Site of the digital government centre (数字政务中心) in the capital: prints, encapsulates, presorts. */
	readonly works: string;
	/** Site of the mail-processing centre (邮区中心) in the capital. */
	readonly centre: string;
	readonly offices: readonly Office[];
	/** The offices of the capital. */
	readonly capital: readonly Office[];
}

/** The 31 served provinces in the order of their codes. */
export const regions: readonly Region[] = servedProvinces.map(({ code }) => regionOf(code));

function regionOf(code: string): Region {
	const codes = divisions[code] ?? [];
	const capitalCity = cityOf(codes[0] ?? code);
	const offices: Office[] = [];
	const capital: Office[] = [];
	const lists = () => new Map(codes.map((division): [string, Office[]] => [cityOf(division), []]));
	const [inside, outside] = [lists(), lists()];
	const region: Region = {
		code,
		works: `${capitalCity.padEnd(4, '01')}00-zw`,
		centre: `${capitalCity.padEnd(4, '01')}00-zx`,
		offices,
		capital
	};
	for (const division of codes) {
		const city = cityOf(division);
		const sameCity = inside.get(city) ?? [];
		const office = { code: division, region, sameCity, otherCities: outside.get(city) ?? [] };
		offices.push(office);
		if (city === capitalCity) capital.push(office);
		sameCity.push(office);
		for (const [other, others] of outside) if (other !== city) others.push(office);
	}
	return region;
}
