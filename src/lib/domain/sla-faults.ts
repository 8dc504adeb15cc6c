/** What is wrong with a version of the deadline rules, before anybody's deadline stands on it. */
import type { SlaRule, SlaRules } from './sla.ts';
import { dayStart, parseInstant } from './time.ts';

/** A fault of a rule: which one, and what is wrong with it. */
export interface SlaFault {
	readonly rule: string;
	readonly message: string;
}

/** A deadline may lie so many days after the acceptance at the most. Assumed. */
const MOST_DAYS = 60;

/**
 * Every fault of the rules: names given twice, times that are none, validity that ends before it begins, rules for
 * the same items, and rules that never decide because an earlier one always does. Empty when there is none.
 */
export function slaFaults({ rules, otherwise }: Pick<SlaRules, 'rules' | 'otherwise'>): SlaFault[] {
	const names = new Set<string>();
	return [...rules, otherwise].flatMap((rule, i) => {
		const earlier = rules.slice(0, Math.min(i, rules.length));
		const isNamedTwice = names.has(rule.id);
		names.add(rule.id);
		const messages = [
			...(isNamedTwice ? ['another rule has this id, too'] : []),
			...ownFaults(rule),
			...(rule === otherwise ? [] : shadows(rule, earlier))
		];
		return messages.map((message) => ({ rule: rule.id, message }));
	});
}

function ownFaults({ match, due, warnMinutes }: SlaRule): string[] {
	const faults: string[] = [];
	if (parseInstant(`2026-01-01T${due.clock}+08:00`) === undefined)
		faults.push(`given the time ${due.clock}; accepted: HH:mm:ss`);
	if (
		due.day !== 'next_workday' &&
		!(Number.isInteger(due.day) && due.day >= 0 && due.day <= MOST_DAYS)
	)
		faults.push(`given ${String(due.day)} days; accepted: 0 to ${MOST_DAYS}, or next_workday`);
	if (!(Number.isInteger(warnMinutes) && warnMinutes >= 0 && warnMinutes <= 10_080))
		faults.push(`given ${String(warnMinutes)} minutes of warning; accepted: 0 to 10080`);
	for (const day of [match.from, match.until])
		if (day !== undefined && dayStart(day) === undefined)
			faults.push(`given the day ${day}; accepted: a calendar day such as 2026-03-01`);
	if (match.from !== undefined && match.until !== undefined && match.until < match.from)
		faults.push(`it ends on ${match.until}, before it begins on ${match.from}`);
	return faults;
}

function shadows(rule: SlaRule, earlier: readonly SlaRule[]): string[] {
	const same = earlier.find((other) => covers(other, rule) && covers(rule, other));
	if (same) return [`it is for the same items as ${same.id}`];
	const wider = earlier.find((other) => covers(other, rule));
	return wider ? [`it never decides: ${wider.id} before it is for all of its items`] : [];
}

/** True when `outer` is for every item that `inner` is for. */
function covers({ match: outer }: SlaRule, { match: inner }: SlaRule): boolean {
	return (
		(outer.project === undefined || outer.project === inner.project) &&
		(outer.wave === undefined || outer.wave === inner.wave) &&
		(outer.reach === undefined ||
			outer.reach === inner.reach ||
			(outer.reach === 'same_province' && inner.reach === 'same_city')) &&
		(outer.from === undefined || (inner.from !== undefined && inner.from >= outer.from)) &&
		(outer.until === undefined || (inner.until !== undefined && inner.until <= outer.until))
	);
}
