import { describe, expect, it } from 'vitest';
import { afterQuestion, isStuck, unasked, type Answers } from '../../../standalone/watch.ts';

/** The state after `count` questions without an answer. */
function silent(count: number, before: Answers): Answers {
	return Array.from({ length: count }).reduce<Answers>((now) => afterQuestion(now, false), before);
}
const answered = afterQuestion(unasked, true);

describe('isStuck', () => {
	it.each([
		['one that answers', answered, false],
		['silent for 18 s', silent(9, answered), false],
		['silent for 20 s', silent(10, answered), true],
		['answered again in between', silent(9, afterQuestion(silent(9, answered), true)), false],
		['still opening its data after 20 s', silent(10, unasked), false],
		['not open after five minutes', silent(150, unasked), true]
	])('%s', (_name, answers, stuck) => {
		expect(isStuck(answers)).toBe(stuck);
	});
});
