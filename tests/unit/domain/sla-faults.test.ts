import { describe, expect, it } from 'vitest';
import { slaFaults } from '#domain/sla-faults.ts';
import { shippedRules, type SlaRule } from '#domain/sla.ts';

const rule = (
	id: string,
	match: SlaRule['match'] = {},
	fields: Partial<SlaRule> = {}
): SlaRule => ({
	...{ id, match, due: { day: 1, clock: '18:00:00' }, warnMinutes: 60, ...fields }
});
const faults = (...rules: readonly SlaRule[]) =>
	slaFaults({ rules, otherwise: rule('otherwise') }).map(
		({ rule: id, message }) => `${id}: ${message}`
	);

describe('the faults of rules', () => {
	it('are none for those that Youkan ships with', () => {
		expect(slaFaults(shippedRules)).toEqual([]);
	});

	it.each([
		['an id twice', [rule('a', { wave: 'W1' }), rule('a', { wave: 'W2' })], 'a: another rule'],
		[
			'the same items twice',
			[rule('a', { wave: 'W1' }), rule('b', { wave: 'W1' })],
			'b: it is for the same items as a'
		],
		[
			'a rule behind a wider one',
			[rule('a', { reach: 'same_province' }), rule('b', { reach: 'same_city' })],
			'b: it never decides: a before it'
		],
		[
			'a rule behind one without its wave',
			[rule('a', { project: 'MED' }), rule('b', { project: 'MED', wave: 'W15' })],
			'b: it never decides'
		],
		[
			'a rule behind one for everything',
			[rule('a'), rule('b', { project: 'MED' })],
			'b: it never decides'
		],
		[
			'an end before the beginning',
			[rule('a', { from: '2026-03-02', until: '2026-03-01' })],
			'a: it ends on 2026-03-01, before it begins'
		],
		['a day that is none', [rule('a', { from: '2026-02-30' })], 'a: given the day 2026-02-30'],
		[
			'a time that is none',
			[rule('a', { wave: 'W' }, { due: { day: 0, clock: '24:00:00' } })],
			'a: given the time'
		],
		[
			'days that are too many',
			[rule('a', { wave: 'W' }, { due: { day: 61, clock: '12:00:00' } })],
			'a: given 61 days'
		],
		[
			'a warning of less than nothing',
			[rule('a', { wave: 'W' }, { warnMinutes: -1 })],
			'a: given -1 minutes'
		]
	])('name %s', (_name, rules, expected) => {
		expect(faults(...rules)[0]).toContain(expected);
	});

	it('are none for rules that overlap in part: the first decides', () => {
		expect(
			faults(
				rule('a', { project: 'MED', reach: 'same_city' }),
				rule('b', { wave: 'W15' }),
				rule('c', { project: 'MED', until: '2026-06-30' }),
				rule('d', { project: 'MED' })
			)
		).toEqual([]);
	});
});
