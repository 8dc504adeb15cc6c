import { expect, it } from 'vitest';
import { corpus } from './corpus.ts';
import { decode } from './sample.ts';

it.each(corpus)('$name', ({ payload, topic, expected }) => {
	const { accepted, refused } = decode(payload, topic === undefined ? {} : { topic });
	const reasons: (string | null)[] = [];
	for (const found of accepted) reasons[found.index] = null;
	for (const refusal of refused) reasons[refusal.index] = refusal.reason;
	expect(reasons).toEqual(expected);
	expect(Object.keys(Object.prototype)).toEqual([]);
});
