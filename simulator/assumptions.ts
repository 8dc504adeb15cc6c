/**
 * Every value of the simulated nation that no source gives: all of it is assumed, none of it is a figure of
 * the post. What a source does give (waves, rounds, lines, rates) stands where it is used.
 */
import type { Weighted } from './chance.ts';
import type { Route } from './itinerary.ts';

/** Assumed: events per second, machines included, when no rate is set: an item is accepted every few seconds. */
export const MEAN_RATE = 4;

/** Assumed: the day's shape of all events, at each full hour (Asia/Shanghai); scaled to a mean of 1. */
export const hourlyActivity: readonly number[] = [
	0.7, 0.66, 0.65, 0.65, 0.66, 0.7, 0.75, 0.9, 1.2, 1.45, 1.5, 1.45, 1.3, 1.3, 1.4, 1.5, 1.45, 1.3,
	1.1, 1, 0.9, 0.85, 0.8, 0.75
];

/** Assumed: the day's shape of beginnings of items that travel a day or more; scaled to a mean of 1. */
export const hourlyBeginnings: readonly number[] = [
	0.3, 0.25, 0.25, 0.25, 0.3, 0.4, 0.6, 0.95, 1.4, 1.75, 1.85, 1.7, 1.4, 1.4, 1.65, 1.7, 1.6, 1.4,
	1.15, 1, 0.9, 0.75, 0.55, 0.4
];

/** Assumed: the share of all events that items of a day or more make in the long run, flat and by the daily shape. */
export const SLOW_SHARE = { flat: 0.42, daily: 0.42 };

/** Assumed: items of a few hours begin at least at this share of the rate of all events. */
export const SWIFT_FLOOR = { flat: 0.01, daily: 0.03 };

/** Assumed: machines report so often that they make at most this share of all events. */
export const MACHINE_SHARE = 0.15;

/** Assumed: of 128 items that travel a day or more, so many are of each project. */
export const projectShares: Weighted<string> = [
	['ID', 24],
	['EXIT', 14],
	['DL', 14],
	['COURT', 10],
	['MED', 8],
	['APPROVAL', 8],
	['RESID', 5],
	['HUKOU', 5],
	['PLATE', 5],
	['DOC', 5],
	['EBIKE', 4],
	['NOCRIME', 4],
	['MOVE', 3],
	['DRVFILE', 3],
	['VEHOTHER', 3],
	['BIRTH', 3],
	['COURIER', 3],
	['NOTARY', 2],
	['SOCIAL', 2],
	['RETAIL', 2],
	['ADMIT', 1]
];

/** Assumed: of 128 same-city items that arrive within hours, so many are of each project. */
export const swiftShares: Weighted<string> = [
	['MED', 30],
	['ID', 26],
	['APPROVAL', 18],
	['DL', 14],
	['RESID', 10],
	['NOCRIME', 8],
	['SOCIAL', 6],
	['COURIER', 10],
	['RETAIL', 6]
];

/** Assumed: the reaches of a project's items, taken in turn. */
export const reaches: readonly Route[] = [
	'city',
	'province',
	'far',
	'city',
	'province',
	'farther',
	'city',
	'province'
];

/** Assumed: how much a province sends and receives, relative to the others. */
export const provinceWeights: Readonly<Record<string, number>> = {
	'11': 30,
	'12': 14,
	'13': 42,
	'14': 26,
	'15': 16,
	'21': 26,
	'22': 16,
	'23': 18,
	'31': 32,
	'32': 58,
	'33': 56,
	'34': 40,
	'35': 30,
	'36': 26,
	'37': 56,
	'41': 52,
	'42': 50,
	'43': 40,
	'44': 100,
	'45': 28,
	'46': 9,
	'50': 46,
	'51': 54,
	'52': 24,
	'53': 30,
	'54': 5,
	'61': 28,
	'62': 16,
	'63': 6,
	'64': 7,
	'65': 18
};

/** Assumed: how often an item for a province comes late, relative to the others. */
export const latenessWeights: Readonly<Record<string, number>> = {
	'11': 0.6,
	'12': 0.8,
	'13': 1,
	'14': 1.2,
	'15': 1.8,
	'21': 1.1,
	'22': 1.3,
	'23': 1.5,
	'31': 0.5,
	'32': 0.6,
	'33': 0.6,
	'34': 0.9,
	'35': 0.9,
	'36': 1.1,
	'37': 0.8,
	'41': 1,
	'42': 0.7,
	'43': 1,
	'44': 0.7,
	'45': 1.3,
	'46': 1.4,
	'50': 0.7,
	'51': 1,
	'52': 1.4,
	'53': 1.3,
	'54': 2.2,
	'61': 1.1,
	'62': 1.6,
	'63': 2,
	'64': 1.5,
	'65': 1.9
};

/** Assumed: share of items whose label is found wrong at the first look, of those that are looked at twice. */
export const MISMATCH_SHARE = 1 / 30;
/** Assumed: share of identity-checked deliveries whose check fails. */
export const ID_FAILED_SHARE = 1 / 20_000;
/** Assumed: share of items of a key project. */
export const KEY_SHARE = 0.03;
/** Assumed: fees in fen, least and most. */
export const feeRange: readonly [number, number] = [600, 2200];

/** Assumed: documents issued by the offices, relative to those that are mailed (50.16 % and 80 % in Chongqing). */
export const mailedShare: Readonly<Record<string, number>> = { ID: 0.5016, DL: 0.8 };

/** Assumed: provinces where a project is at home, as factors on their weight. */
export const homes: Readonly<Record<string, Readonly<Record<string, number>>>> = {
	COURIER: { '51': 10 },
	PLATE: { '44': 6, '42': 2 },
	EBIKE: { '13': 8, '44': 3 },
	DRVFILE: { '14': 10 },
	RETAIL: { '42': 6, '33': 3 },
	BIRTH: { '50': 5, '44': 3 }
};
