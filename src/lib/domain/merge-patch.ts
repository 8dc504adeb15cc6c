/**
 * JSON merge patch (RFC 7396) over plain JSON values. Keys may be names that devices chose, `__proto__` and
 * `toString` too: only own properties count, and objects are made by `fromEntries`, which calls no setter.
 */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
	readonly [key: string]: Json;
}

function isObject(value: Json | undefined): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `value` without its nulls at any depth of objects: a merge patch cannot set null, so no data is an absent field. */
export function withoutNulls(value: JsonObject): JsonObject {
	return Object.fromEntries(
		Object.entries(value)
			.filter(([, v]) => v !== null)
			.map(([k, v]) => [k, isObject(v) ? withoutNulls(v) : v])
	);
}

/**
 * The patch that turns `before` into `after`: `applyPatch(before, diff(before, after))` equals `after`.
 * Neither may hold a null. Arrays are replaced whole.
 */
export function diff(before: JsonObject, after: JsonObject): JsonObject {
	const patch: [string, Json][] = [];
	for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) patch.push([key, null]);
	for (const [key, value] of Object.entries(after)) {
		const old = Object.hasOwn(before, key) ? before[key] : undefined;
		if (isObject(value) && isObject(old)) {
			const inner = diff(old, value);
			if (Object.keys(inner).length > 0) patch.push([key, inner]);
		} else if (!same(old, value)) patch.push([key, value]);
	}
	return Object.fromEntries(patch);
}

/** `target` with `patch` applied, as RFC 7396 says; neither is changed. */
export function applyPatch(target: JsonObject, patch: JsonObject): JsonObject {
	const result = new Map(Object.entries(target));
	for (const [key, value] of Object.entries(patch)) {
		if (value === null) result.delete(key);
		else if (isObject(value)) {
			const old = result.get(key);
			result.set(key, applyPatch(isObject(old) ? old : {}, value));
		} else result.set(key, value);
	}
	return Object.fromEntries(result);
}

function same(a: Json | undefined, b: Json): boolean {
	return (
		a === b || (typeof a === 'object' && a !== null && JSON.stringify(a) === JSON.stringify(b))
	);
}
