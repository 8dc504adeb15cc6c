/** The parameters that several calls share, each parsed once into what it means. */
import { isScope, scopeForms } from '#domain/scope.ts';
import { HOUR_MS, dayStart, parseInstant } from '#domain/time.ts';
import type { Caller } from '../auth/caller.ts';
import { maySeeFigures, widestScope } from '../auth/caller.ts';
import { bases, type Basis } from '../clickhouse/item-figures.ts';
import { ApiFault, badRequest } from './fault.ts';

/** A parameter's value; absent and empty are the same. The last of several counts. */
export function parameter(query: URLSearchParams, name: string): string | undefined {
	const value = query.getAll(name).at(-1);
	return value === '' ? undefined : value;
}

/** `scope`, by default the caller's widest; 404 for one that he may not see the figures of. */
export function scopeOf(query: URLSearchParams, caller: Caller): string {
	const scope = parameter(query, 'scope') ?? widestScope(caller);
	if (!isScope(scope)) throw badRequest('scope', scope, scopeForms);
	if (!maySeeFigures(caller, scope)) throw new ApiFault(404, 'not_found', 'no such scope', 'scope');
	return scope;
}

/** One of a closed list, or undefined. */
export function choiceOf<T extends string>(
	query: URLSearchParams,
	name: string,
	values: readonly T[]
): T | undefined {
	const given = parameter(query, name);
	if (given === undefined) return undefined;
	const found = values.find((value) => value === given);
	if (found === undefined) throw badRequest(name, given, `one of ${values.join(', ')}`);
	return found;
}

export const basisOf = (query: URLSearchParams): Basis | undefined =>
	choiceOf(query, 'basis', bases);

/** An RFC 3339 time as epoch ms, or undefined. A `+` that arrives as a space is read as `+`. */
export function instantOf(query: URLSearchParams, name: string): number | undefined {
	const given = parameter(query, name);
	if (given === undefined) return undefined;
	const instant = parseInstant(given.replace(/ (?=\d\d:\d\d$)/, '+'));
	if (instant === undefined)
		throw badRequest(name, given, 'an RFC 3339 time such as 2026-03-01T08:00:00+08:00');
	return instant;
}

/** The start of a business day as epoch ms, or undefined. */
export function dayStartOf(query: URLSearchParams, name: string): number | undefined {
	const given = parameter(query, name);
	if (given === undefined) return undefined;
	const start = dayStart(given);
	if (start === undefined) throw badRequest(name, given, 'a calendar day such as 2026-03-01');
	return start;
}

/** `asOf`, an instant of the last hour; `standing` when it is not given. Any later instant is `standing`, too. */
export function asOfOf(
	query: URLSearchParams,
	standing: number
): { readonly asOf: number; readonly isAsked: boolean } {
	const asked = instantOf(query, 'asOf');
	if (asked === undefined) return { asOf: standing, isAsked: false };
	if (asked < standing - HOUR_MS)
		throw badRequest('asOf', parameter(query, 'asOf') ?? '', 'a time of the last hour');
	return { asOf: Math.min(asked, standing), isAsked: true };
}

/** `site`, one site of the form that topics have, or undefined. */
export const siteOf = (query: URLSearchParams): string | undefined =>
	formOf(query, 'site', /^[0-9]{6}(-[a-z0-9]{1,16})?$/, 'six digits, and a suffix perhaps');

/** `device`, a name of the form that topics have, or undefined. */
export const deviceOf = (query: URLSearchParams): string | undefined =>
	formOf(query, 'device', /^[A-Za-z0-9_-]{1,64}$/, '1 to 64 of A-Z a-z 0-9 _ -');

function formOf(
	query: URLSearchParams,
	name: string,
	form: RegExp,
	accepted: string
): string | undefined {
	const given = parameter(query, name);
	if (given !== undefined && !form.test(given)) throw badRequest(name, given, accepted);
	return given;
}

/** `project`, a code of the form that events carry, or undefined. */
export function projectOf(query: URLSearchParams): string | undefined {
	const given = parameter(query, 'project');
	if (given !== undefined && !/^[A-Z]{2,10}$/.test(given))
		throw badRequest('project', given, '2 to 10 letters A-Z');
	return given;
}
