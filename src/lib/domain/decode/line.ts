import {
	lineKinds,
	packmlStates,
	type LineReport,
	type PackmlState,
	type Stamp
} from '../event.ts';
import { packmlByNumber, packmlNumberings } from '../packml.ts';
import {
	optional,
	optionalObject,
	put,
	refuse,
	required,
	type Reading,
	type Writable
} from './fields.ts';
import { amount, cumulative, integerFrom, name, oneOf, text } from './kinds.ts';
import { shown } from './shown.ts';

const stateName = oneOf(packmlStates);
/** The numbers of both numberings together. */
const stateNumber = integerFrom(0, 17);
const numbering = oneOf(packmlNumberings);
const kind = oneOf(lineKinds);

/** One report of a line or sorter; undefined when a fault was found. A state by number becomes its name. */
export function decodeLine(reading: Reading, stamp: Stamp): LineReport | undefined {
	const state = readState(reading);
	if (state === undefined) return undefined;
	const line: Writable<LineReport> = { ...stamp, state };
	put(line, 'total', optional(reading, 'total', cumulative));
	put(line, 'rejected', optional(reading, 'rejected', cumulative));
	put(line, 'byType', optionalObject(reading, 'byType', readByType));
	put(line, 'ratedPerHour', optional(reading, 'ratedPerHour', amount));
	put(line, 'plannedSeconds', optional(reading, 'plannedSeconds', amount));
	put(line, 'fault', optional(reading, 'fault', text));
	put(line, 'kind', optional(reading, 'kind', kind));
	return line;
}

function readState(reading: Reading): PackmlState | undefined {
	if (typeof reading.object['state'] !== 'number') {
		const state = required(reading, 'state', stateName);
		optional(reading, 'numbering', numbering);
		return state;
	}
	const number = required(reading, 'state', stateNumber);
	const scheme = required(reading, 'numbering', numbering);
	if (number === undefined || scheme === undefined) return undefined;
	return (
		packmlByNumber(scheme, number) ??
		refuse(reading, 'state', scheme === 'packtags' ? '1 to 17 in packtags' : '0 to 16 in opc30060')
	);
}

/** `fromEntries` makes own properties of all names, `__proto__` too. */
function readByType(nested: Reading): LineReport['byType'] {
	const counters: [string, number][] = [];
	for (const type of Object.keys(nested.object)) {
		if (name.parse(type) === undefined) {
			// A reason is a short code: such a name has no place in it.
			nested.fault ??= { reason: 'field:byType', detail: refusedName(type) };
			return undefined;
		}
		const counter = optional(nested, type, cumulative);
		if (counter !== undefined) counters.push([type, counter]);
	}
	return Object.fromEntries(counters);
}

function refusedName(given: string): string {
	return `byType: a name, given ${shown(given)}; accepted: ${name.accepted}`;
}
