import { describe, expect, it } from 'vitest';
import { createCalendar, statutoryDays } from '#domain/calendar.ts';
import { deadlineFor, shippedRules, type SlaItem, type SlaRules } from '#domain/sla.ts';
import { formatInstant, parseInstant } from '#domain/time.ts';

const calendar = createCalendar(statutoryDays);

interface Case {
	readonly project?: string;
	readonly wave?: string;
	readonly from?: string;
	readonly to?: string;
}

function item(accepted: string, { project = 'ID', wave, from, to }: Case = {}): SlaItem {
	const acceptedAt = parseInstant(accepted) ?? NaN;
	return { project, wave, originSite: from ?? '420100-hub', dest: to ?? '110105', acceptedAt };
}

const sameCity = { from: '420100-hub', to: '420106' };
const sameProvince = { from: '420100', to: '420500' };

describe('deadlineFor, by the rules as shipped', () => {
	it.each([
		[
			'W15 in the morning',
			'2026-03-02T09:00:00+08:00',
			{ wave: 'W15' },
			'wave-w15',
			'2026-03-02T20:00:00'
		],
		[
			'W15 at midnight',
			'2026-03-02T00:00:00+08:00',
			{ wave: 'W15' },
			'wave-w15',
			'2026-03-02T20:00:00'
		],
		[
			'W15 a second early',
			'2026-03-02T19:59:59+08:00',
			{ wave: 'W15' },
			'wave-w15',
			'2026-03-02T20:00:00'
		],
		[
			'W15 in the second itself',
			'2026-03-02T20:00:00.999+08:00',
			{ wave: 'W15' },
			'wave-w15',
			'2026-03-02T20:00:00'
		],
		[
			'W15 a second late',
			'2026-03-02T20:00:01+08:00',
			{ wave: 'W15' },
			'wave-w15',
			'2026-03-03T20:00:00'
		],
		[
			'W15 at 21:00',
			'2026-03-02T21:00:00+08:00',
			{ wave: 'W15' },
			'wave-w15',
			'2026-03-03T20:00:00'
		],
		[
			'W15 at 23:59:59',
			'2026-02-28T23:59:59.999+08:00',
			{ wave: 'W15' },
			'wave-w15',
			'2026-03-01T20:00:00'
		],
		['W24', '2026-03-02T23:00:00+08:00', { wave: 'W24' }, 'wave-w24', '2026-03-03T12:00:00'],
		[
			'W24 at midnight',
			'2026-03-03T00:00:00+08:00',
			{ wave: 'W24' },
			'wave-w24',
			'2026-03-04T12:00:00'
		],
		['PLATE', '2026-03-02T10:00:00+08:00', { project: 'PLATE' }, 'plate', '2026-03-03T23:59:59'],
		[
			'PLATE at 23:59:59',
			'2026-12-30T23:59:59+08:00',
			{ project: 'PLATE' },
			'plate',
			'2026-12-31T23:59:59'
		],
		[
			'PLATE at midnight',
			'2026-12-31T00:00:00+08:00',
			{ project: 'PLATE' },
			'plate',
			'2027-01-01T23:59:59'
		],
		[
			'DOC on a Monday',
			'2026-03-02T10:00:00+08:00',
			{ project: 'DOC' },
			'doc',
			'2026-03-03T12:00:00'
		],
		[
			'DOC on a Friday',
			'2026-03-06T10:00:00+08:00',
			{ project: 'DOC' },
			'doc',
			'2026-03-09T12:00:00'
		],
		[
			'DOC before a worked Saturday',
			'2026-02-13T10:00:00+08:00',
			{ project: 'DOC' },
			'doc',
			'2026-02-14T12:00:00'
		],
		[
			'DOC over the Spring Festival',
			'2026-02-14T10:00:00+08:00',
			{ project: 'DOC' },
			'doc',
			'2026-02-24T12:00:00'
		],
		[
			'DOC within the Spring Festival',
			'2026-02-18T10:00:00+08:00',
			{ project: 'DOC' },
			'doc',
			'2026-02-24T12:00:00'
		],
		[
			'DOC at the last second of a Thursday',
			'2026-03-05T23:59:59+08:00',
			{ project: 'DOC' },
			'doc',
			'2026-03-06T12:00:00'
		],
		[
			'DOC at the first second of a Friday',
			'2026-03-06T00:00:00+08:00',
			{ project: 'DOC' },
			'doc',
			'2026-03-09T12:00:00'
		],
		['the same city', '2026-03-02T10:00:00+08:00', sameCity, 'same-city', '2026-03-03T18:00:00'],
		[
			'the same city, two districts of Beijing',
			'2026-03-02T10:00:00+08:00',
			{ from: '110101', to: '110229' },
			'same-city',
			'2026-03-03T18:00:00'
		],
		[
			'the same city, Chongqing beyond 5001',
			'2026-03-02T10:00:00+08:00',
			{ from: '500101', to: '500230' },
			'same-city',
			'2026-03-03T18:00:00'
		],
		[
			'the same province-run county',
			'2026-03-02T10:00:00+08:00',
			{ from: '429004-a', to: '429004' },
			'same-city',
			'2026-03-03T18:00:00'
		],
		[
			'two province-run counties',
			'2026-03-02T10:00:00+08:00',
			{ from: '429004', to: '429005' },
			'same-province',
			'2026-03-04T18:00:00'
		],
		[
			'the same province',
			'2026-03-02T10:00:00+08:00',
			sameProvince,
			'same-province',
			'2026-03-04T18:00:00'
		],
		['elsewhere', '2026-03-02T10:00:00+08:00', {}, 'other-province', '2026-03-05T18:00:00'],
		[
			'elsewhere at 23:59:59',
			'2026-03-02T23:59:59+08:00',
			{},
			'other-province',
			'2026-03-05T18:00:00'
		],
		[
			'elsewhere at midnight',
			'2026-03-03T00:00:00+08:00',
			{},
			'other-province',
			'2026-03-06T18:00:00'
		],
		[
			'a UTC evening that is the next business day',
			'2026-03-02T16:00:00Z',
			{},
			'other-province',
			'2026-03-06T18:00:00'
		],
		['over a leap day', '2028-02-28T10:00:00+08:00', {}, 'other-province', '2028-03-02T18:00:00'],
		[
			'the wave before the project',
			'2026-03-02T10:00:00+08:00',
			{ wave: 'W24', project: 'PLATE' },
			'wave-w24',
			'2026-03-03T12:00:00'
		],
		[
			'the project before the place',
			'2026-03-02T10:00:00+08:00',
			{ ...sameCity, project: 'DOC' },
			'doc',
			'2026-03-03T12:00:00'
		],
		[
			'an unknown wave',
			'2026-03-02T10:00:00+08:00',
			{ ...sameCity, wave: 'W99' },
			'same-city',
			'2026-03-03T18:00:00'
		],
		[
			'an unknown project',
			'2026-03-02T10:00:00+08:00',
			{ project: 'NEW' },
			'other-province',
			'2026-03-05T18:00:00'
		]
	] as const)('%s', (_name, accepted, given, rule, due) => {
		const deadline = deadlineFor(item(accepted, given), shippedRules, calendar);
		expect({ rule: deadline.rule, due: formatInstant(deadline.at) }).toEqual({
			rule,
			due: `${due}+08:00`
		});
		expect(deadline).toMatchObject({ version: 1, calendarKnown: true, warnMinutes: 60 });
	});

	it('says when the calendar of a year was needed and is not known', () => {
		const known = (accepted: string, given: Case) =>
			deadlineFor(item(accepted, given), shippedRules, calendar).calendarKnown;
		expect(known('2026-12-31T10:00:00+08:00', { project: 'DOC' })).toBe(false);
		expect(known('2027-03-01T10:00:00+08:00', { project: 'DOC' })).toBe(false);
		expect(known('2027-03-01T10:00:00+08:00', { project: 'PLATE' })).toBe(true);
		expect(known('2026-12-30T10:00:00+08:00', { project: 'DOC' })).toBe(true);
	});

	it('are labelled as assumed', () => {
		expect(shippedRules.isAssumed).toBe(true);
	});
});

describe('deadlineFor, by rules of ones own', () => {
	const rule = (clock: string, day: number | 'next_workday' = 0): SlaRules => ({
		version: 7,
		isAssumed: false,
		rules: [],
		otherwise: { id: 'own', match: { project: 'NONE' }, due: { day, clock }, warnMinutes: 5 }
	});

	it('does not look at what `otherwise` matches', () => {
		const deadline = deadlineFor(item('2026-03-02T10:00:00+08:00'), rule('11:00:00'), calendar);
		expect(deadline).toMatchObject({ rule: 'own', version: 7, warnMinutes: 5 });
	});

	it('asks for all that a rule names', () => {
		const both: SlaRules = {
			...rule('11:00:00'),
			rules: [
				{
					id: 'both',
					match: { project: 'MED', wave: 'W15', reach: 'same_city' },
					...due('20:00:00')
				}
			]
		};
		const ruleOf = (given: Case) =>
			deadlineFor(item('2026-03-02T10:00:00+08:00', given), both, calendar).rule;
		expect(ruleOf({ ...sameCity, project: 'MED', wave: 'W15' })).toBe('both');
		expect(ruleOf({ ...sameCity, project: 'MED' })).toBe('own');
		expect(ruleOf({ ...sameCity, wave: 'W15' })).toBe('own');
		expect(ruleOf({ ...sameProvince, project: 'MED', wave: 'W15' })).toBe('own');
	});

	it.each(['24:00:00', '20:00', '20:00:60', 'noon', ''])('throws for the clock %j', (clock) => {
		expect(() => deadlineFor(item('2026-03-02T10:00:00+08:00'), rule(clock), calendar)).toThrow(
			RangeError
		);
	});
});

function due(clock: string) {
	return { due: { day: 0, clock }, warnMinutes: 60 };
}
