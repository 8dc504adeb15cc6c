import { expect, it } from 'vitest';
import { badInput } from './corpus.ts';
import { decode, NOW, topicOf } from './sample.ts';

const corpus = badInput(NOW);

it.each(corpus)('$name', ({ payload, stream = 'scan', topic = topicOf(stream), expected }) => {
	const { accepted, refused } = decode(payload, { topic });
	const reasons: (string | null)[] = [];
	for (const found of accepted) reasons[found.index] = null;
	for (const refusal of refused) reasons[refusal.index] = refusal.reason;
	expect(reasons).toEqual(expected);
	for (const { reason, detail } of refused) expect(detail).toMatch(detailOf(reason));
	expect(Object.keys(Object.prototype)).toEqual([]);
	expect({}).not.toHaveProperty('polluted');
});

/** A detail names the place, what was given and what is accepted, in a line that can be shown anywhere. */
function detailOf(reason: string): RegExp {
	const name = reason.replace(/^field:/, '').replaceAll('.', '\\.');
	const place = reason === 'topic' ? 'topic' : reason === 'clock' ? 'at' : name;
	return reason.startsWith('field:') || reason === 'topic' || reason === 'clock'
		? new RegExp(`^${place}: .*(given .*|missing); accepted: \\P{C}{1,400}$`, 'u')
		: /^payload: .*given .*; accepted: \P{C}{1,200}$/u;
}

it('has a name for each', () => {
	const names = corpus.map(({ name }) => name);
	expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});
