/** When an item is due: the rules, and the one function that applies them. */
import type { Calendar, Workday } from './calendar.ts';
import { cityOf } from './province.ts';
import { DAY_MS, dayOf, parseInstant } from './time.ts';

/** What the rules look at; times are epoch milliseconds. */
export interface SlaItem {
	readonly project: string;
	readonly wave?: string | undefined;
	/** The site in the topic of `accepted`; a suffix may follow its six digits. */
	readonly originSite: string;
	/** Six digits. */
	readonly dest: string;
	readonly acceptedAt: number;
}

/** A promise of delivery: the items that it is for, and when they are due. */
export interface SlaRule {
	readonly id: string;
	/** All that is named must hold; nothing named holds for every item. */
	readonly match: {
		readonly project?: string | undefined;
		readonly wave?: string | undefined;
		readonly reach?: 'same_city' | 'same_province' | undefined;
		/** Business days of acceptance, both inclusive. */
		readonly from?: string | undefined;
		readonly until?: string | undefined;
	};
	readonly due: {
		/** Calendar days after the day of acceptance, or the next workday after it. */
		readonly day: number | 'next_workday';
		/** `HH:mm:ss`, Asia/Shanghai. */
		readonly clock: string;
	};
	/** An open item is at risk for so many minutes before its deadline. */
	readonly warnMinutes: number;
}

/** A version of the rules. The first that matches decides. */
export interface SlaRules {
	readonly version: number;
	/** True for values that nobody has confirmed yet: screens label them 拟定. */
	readonly isAssumed: boolean;
	readonly rules: readonly SlaRule[];
	/** For what no rule matches; its `match` is not looked at. */
	readonly otherwise: SlaRule;
}

/** A deadline, and how it came about. */
export interface Deadline {
	/** Epoch milliseconds of a whole second; a delivery in that second is in time. */
	readonly at: number;
	/** The rule's id. */
	readonly rule: string;
	readonly version: number;
	/** False when a year that was looked up has no calendar data. */
	readonly calendarKnown: boolean;
	readonly warnMinutes: number;
}

/** The rules as shipped, of contract 8: assumed values. */
export const shippedRules: SlaRules = {
	version: 1,
	isAssumed: true,
	rules: [
		{ id: 'wave-w15', match: { wave: 'W15' }, due: { day: 0, clock: '20:00:00' }, warnMinutes: 60 },
		{ id: 'wave-w24', match: { wave: 'W24' }, due: { day: 1, clock: '12:00:00' }, warnMinutes: 60 },
		{
			id: 'plate',
			match: { project: 'PLATE' },
			due: { day: 1, clock: '23:59:59' },
			warnMinutes: 60
		},
		{
			id: 'doc',
			match: { project: 'DOC' },
			due: { day: 'next_workday', clock: '12:00:00' },
			warnMinutes: 60
		},
		{
			id: 'same-city',
			match: { reach: 'same_city' },
			due: { day: 1, clock: '18:00:00' },
			warnMinutes: 60
		},
		{
			id: 'same-province',
			match: { reach: 'same_province' },
			due: { day: 2, clock: '18:00:00' },
			warnMinutes: 60
		}
	],
	otherwise: {
		id: 'other-province',
		match: {},
		due: { day: 3, clock: '18:00:00' },
		warnMinutes: 60
	}
};

/**
 * When an item is due. Days are those of Asia/Shanghai. A deadline before the acceptance, compared in
 * whole seconds, moves by whole days until it is not. Only a rule for workdays looks into the calendar.
 * Throws RangeError for a rule whose clock is no time of day.
 */
export function deadlineFor(item: SlaItem, rules: SlaRules, calendar: Calendar): Deadline {
	const rule = rules.rules.find((candidate) => isFor(candidate, item)) ?? rules.otherwise;
	const { day, known } = dueDay(rule, item.acceptedAt, calendar);
	const due = instantOf(day, rule);
	const acceptedSecond = Math.floor(item.acceptedAt / 1000) * 1000;
	const daysLate = Math.max(0, Math.ceil((acceptedSecond - due) / DAY_MS));
	return {
		at: due + daysLate * DAY_MS,
		rule: rule.id,
		version: rules.version,
		calendarKnown: known,
		warnMinutes: rule.warnMinutes
	};
}

function isFor({ match }: SlaRule, item: SlaItem): boolean {
	if (match.wave !== undefined && match.wave !== item.wave) return false;
	if (match.project !== undefined && match.project !== item.project) return false;
	const day = dayOf(item.acceptedAt);
	if (match.from !== undefined && day < match.from) return false;
	if (match.until !== undefined && day > match.until) return false;
	if (match.reach === 'same_city') return cityOf(item.originSite) === cityOf(item.dest);
	if (match.reach === 'same_province') return item.originSite.slice(0, 2) === item.dest.slice(0, 2);
	return true;
}

function dueDay({ due }: SlaRule, acceptedAt: number, calendar: Calendar): Workday {
	return due.day === 'next_workday'
		? calendar.nextWorkday(dayOf(acceptedAt))
		: { day: dayOf(acceptedAt + due.day * DAY_MS), known: true };
}

function instantOf(day: string, rule: SlaRule): number {
	const instant = parseInstant(`${day}T${rule.due.clock}+08:00`);
	if (instant === undefined)
		throw new RangeError(`rule ${rule.id}: no such time ${rule.due.clock}`);
	return instant;
}
