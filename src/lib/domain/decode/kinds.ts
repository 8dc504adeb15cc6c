/** The kinds of values that fields of several streams hold. */
import { provinceOf } from '../province.ts';
import type { Kind } from './fields.ts';
import { parsePacketInstant } from './instant.ts';

/** Text of `least` to `most` characters (Unicode code points, so that a rare 汉字 counts as one). */
function textOf(least: number, most: number): Kind<string> {
	return {
		parse: (value) => (isText(value, least, most) ? value : undefined),
		accepted: `${least === 0 ? 'text of up to' : `text of ${least} to`} ${most} characters`
	};
}

/** Free text. The empty text says as much as its absence. */
export const text = textOf(0, 64);

/** Free text that names something. */
export const name = textOf(1, 64);

/** A number from `least` to `most`, both included. */
export function numberFrom(least: number, most: number): Kind<number> {
	return {
		parse: (value) =>
			typeof value === 'number' && value >= least && value <= most ? value : undefined,
		accepted: `a number from ${least} to ${most}`
	};
}

/** An integer from `least` to `most`, both included. */
export function integerFrom(least: number, most: number): Kind<number> {
	return {
		parse: (value) =>
			typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
				? value
				: undefined,
		accepted: `an integer from ${least} to ${most}`
	};
}

/** A number of things: what 32 bits hold. */
export const count = integerFrom(0, 4_294_967_295);

/** A counter that runs as long as a device does: every integer that a double holds exactly. */
export const cumulative = integerFrom(0, Number.MAX_SAFE_INTEGER);

/** A measured amount, not negative. */
export const amount = numberFrom(0, Number.MAX_SAFE_INTEGER);

/** A counter of objects. */
export const seq = integerFrom(1, 4_294_967_295);

/** The name of a device's run. */
export const boot = textOf(1, 36);

/** True or false. */
export const flag: Kind<boolean> = {
	parse: (value) => (typeof value === 'boolean' ? value : undefined),
	accepted: 'true or false'
};

/** One of a closed list, letter for letter. */
export function oneOf<T extends string>(values: readonly T[]): Kind<T> {
	const known = new Map<unknown, T>(values.map((value) => [value, value]));
	return { parse: (value) => known.get(value), accepted: `one of ${values.join(', ')}` };
}

/** A time, as epoch milliseconds. */
export const instant: Kind<number> = {
	parse: (value) => (typeof value === 'string' ? parsePacketInstant(value) : undefined),
	accepted: 'an RFC 3339 time with seconds and offset, as in 2026-03-01T08:00:00+08:00'
};

/** A project code; one that the catalogue does not know is kept. */
export const projectCode: Kind<string> = {
	parse: (value) => (typeof value === 'string' && isProjectCode(value) ? value : undefined),
	accepted: '2 to 10 letters A-Z'
};

/** A division code (GB/T 2260). */
export const division: Kind<string> = {
	parse: (value) => (typeof value === 'string' && isDivision(value) ? value : undefined),
	accepted: 'six digits that begin with one of the 34 province codes'
};

/** True for six digits, the first two of which are a province code. */
export function isDivision(value: string): boolean {
	if (value.length !== 6) return false;
	for (let i = 0; i < 6; i++) if (!isDigit(value.charCodeAt(i))) return false;
	return provinceOf(value.slice(0, 2)) !== undefined;
}

/** True for the code of 0-9. */
export function isDigit(code: number): boolean {
	return code >= 48 && code <= 57;
}

function isProjectCode(value: string): boolean {
	if (value.length < 2 || value.length > 10) return false;
	for (let i = 0; i < value.length; i++) {
		const code = value.charCodeAt(i);
		if (code < 65 || code > 90) return false;
	}
	return true;
}

/** Half a surrogate pair is no character: UTF-8 could not hold it, and two such texts would become one. */
function isText(value: unknown, least: number, most: number): value is string {
	if (typeof value !== 'string' || value.length < least || !value.isWellFormed()) return false;
	return value.length <= most || (value.length <= 2 * most && Array.from(value).length <= most);
}
