import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatch, diff, withoutNulls, type JsonObject } from '#domain/merge-patch.ts';

/** Objects without nulls, of few keys and values so that they meet, with names that objects inherit. */
const keys = fc.constantFrom('a', 'b', '__proto__', 'toString', '');
const leaves = fc.constantFrom(0, 1, 'x', true, [], [1, null], [{ a: 1 }]);
const { object } = fc.letrec<{ object: JsonObject; value: unknown }>((tie) => ({
	value: fc.oneof({ maxDepth: 3 }, leaves, tie('object')),
	object: fc
		.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: true })
		// An own `__proto__`, as JSON.parse makes it.
		.map((entries) => JSON.parse(JSON.stringify(entries)) as JsonObject)
}));

describe('diff', () => {
	it('gives the patch that turns one state into the other, also over the wire', () => {
		fc.assert(
			fc.property(object, object, (before, after) => {
				const texts = [JSON.stringify(before), JSON.stringify(after)];
				const patch = diff(before, after);
				const wired = JSON.parse(JSON.stringify(patch)) as JsonObject;
				expect(sorted(applyPatch(before, patch))).toBe(sorted(after));
				expect(sorted(applyPatch(before, wired))).toBe(sorted(after));
				expect([JSON.stringify(before), JSON.stringify(after)]).toEqual(texts);
			}),
			{ numRuns: 2_000 }
		);
	});

	it('is empty exactly when nothing changed', () => {
		fc.assert(
			fc.property(object, object, (before, after) => {
				expect(diff(before, before)).toEqual({});
				expect(Object.keys(diff(before, after)).length === 0).toBe(
					sorted(before) === sorted(after)
				);
			}),
			{ numRuns: 2_000 }
		);
	});

	it.each([
		['a new field', {}, { a: 1 }, { a: 1 }],
		['a field that is gone', { a: 1, b: 2 }, { b: 2 }, { a: null }],
		['a nested field', { a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, { a: { c: 3 } }],
		['a list, whole', { a: [1, 2] }, { a: [1, 3] }, { a: [1, 3] }],
		['the same list', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, {}],
		['an object for a number', { a: 1 }, { a: {} }, { a: {} }],
		['a number for an object', { a: { b: 1 } }, { a: 1 }, { a: 1 }],
		['a list for an object', { a: { b: 1 } }, { a: [] }, { a: [] }],
		['an object that loses all', { a: { b: 1 } }, { a: {} }, { a: { b: null } }],
		['a field that objects inherit', { toString: 1 }, {}, { toString: null }]
	] as const)('%s', (_name, before, after, patch) => {
		expect(diff(before, after)).toEqual(patch);
	});
});

describe('applyPatch', () => {
	// The examples of RFC 7396, appendix A, whose target and patch are objects.
	it.each([
		['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
		['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
		['{"a":"b"}', '{"a":null}', '{}'],
		['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
		['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
		['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
		['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
		['{"a":{"b":"c"}}', '{"a":{"d":"e"}}', '{"a":{"b":"c","d":"e"}}'],
		['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
		['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
		['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
		['{}', '{"__proto__":{"a":1}}', '{"__proto__":{"a":1}}'],
		['{"__proto__":{"a":1}}', '{"__proto__":null}', '{}']
	])('%s with %s is %s', (target, patch, result) => {
		const given = [target, patch].map((text) => JSON.parse(text) as JsonObject);
		expect(JSON.stringify(applyPatch(given[0] ?? {}, given[1] ?? {}))).toBe(result);
		expect(JSON.stringify(given)).toBe(`[${target},${patch}]`);
		expect(Object.keys(Object.prototype)).toEqual([]);
	});
});

describe('withoutNulls', () => {
	it('leaves out the nulls of objects at any depth, and keeps lists as they are', () => {
		const value = { a: null, b: 0, c: { d: null, e: { f: null } }, g: [null, { h: null }] };
		expect(withoutNulls(value)).toEqual({ b: 0, c: { e: {} }, g: [null, { h: null }] });
	});
});

/** JSON with the keys of every object in order: equal for equal values. */
function sorted(value: unknown): string {
	return JSON.stringify(value, (_key, inner: unknown) =>
		typeof inner === 'object' && inner !== null && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
			: inner
	);
}
