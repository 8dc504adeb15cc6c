/** JSON merge patch (RFC 7396) over plain JSON values. */

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
	const patch: Record<string, Json> = {};
	for (const key of Object.keys(before)) if (!(key in after)) patch[key] = null;
	for (const [key, value] of Object.entries(after)) {
		const old = before[key];
		if (isObject(value) && isObject(old)) {
			const inner = diff(old, value);
			if (Object.keys(inner).length > 0) patch[key] = inner;
		} else if (!same(old, value)) patch[key] = value;
	}
	return patch;
}

/** `target` with `patch` applied, as RFC 7396 says; neither is changed. */
export function applyPatch(target: JsonObject, patch: JsonObject): JsonObject {
	const result: Record<string, Json> = { ...target };
	for (const [key, value] of Object.entries(patch)) {
		if (value === null) Reflect.deleteProperty(result, key);
		else if (isObject(value)) {
			const old = result[key];
			result[key] = applyPatch(isObject(old) ? old : {}, value);
		} else result[key] = value;
	}
	return result;
}

function same(a: Json | undefined, b: Json): boolean {
	return (
		a === b || (typeof a === 'object' && a !== null && JSON.stringify(a) === JSON.stringify(b))
	);
}
