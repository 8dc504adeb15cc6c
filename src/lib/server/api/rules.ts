import { z } from 'zod';
import type { CalendarDay } from '#domain/calendar.ts';
import { slaFaults } from '#domain/sla-faults.ts';
import { deadlineFor, type SlaRules } from '#domain/sla.ts';
import { dayStart, formatInstant } from '#domain/time.ts';
import { mayEditRules, type Caller } from '../auth/caller.ts';
import type { ClickHouse } from '../clickhouse/client.ts';
import { publishRules, publishYear } from '../clickhouse/policy.ts';
import type { Policy } from '../policy.ts';
import { changedDeadlines } from '../recompute.ts';
import { ApiFault } from './fault.ts';

/** Items that a preview shows. */
const EXAMPLES = 20;

const rule = z.strictObject({
	id: z.string().regex(/^[a-z0-9-]{1,32}$/, 'accepted: 1 to 32 of a-z 0-9 -'),
	match: z.strictObject({
		project: z
			.string()
			.regex(/^[A-Z]{2,10}$/)
			.optional(),
		wave: z.string().min(1).max(64).optional(),
		reach: z.enum(['same_city', 'same_province']).optional(),
		from: z.string().optional(),
		until: z.string().optional()
	}),
	due: z.strictObject({ day: z.union([z.number(), z.literal('next_workday')]), clock: z.string() }),
	warnMinutes: z.number()
});

const rulesForm = z.strictObject({
	rules: z.array(rule).max(200),
	otherwise: rule
});

const yearForm = z.strictObject({
	days: z
		.array(
			z.strictObject({
				date: z.string(),
				kind: z.enum(['holiday', 'workday']),
				name: z.string().min(1).max(64),
				source: z.string().max(256).default('')
			})
		)
		.max(366)
});

/** The rules as the API tells them, with how far the open items have been decided again by them. */
export function rulesAnswer(policy: Policy, recomputation: Readonly<Record<string, unknown>>) {
	const { version, isAssumed, rules, otherwise } = policy.rules();
	const { policy: decided, total = 0, done = 0, changed = 0 } = recomputation;
	const isDone = decided === undefined || decided === policy.key();
	return {
		...{ version, assumed: isAssumed, rules, otherwise },
		recomputation: { state: isDone ? 'done' : 'running', total, done, changed }
	};
}

/** Rules of a body, checked; 400 names the first fault with the rule that has it. */
function rulesOf(body: unknown): Omit<SlaRules, 'version'> {
	const read = rulesForm.safeParse(body);
	if (!read.success) throw formFault(read.error);
	const rules = { ...read.data, isAssumed: false };
	const [fault] = slaFaults(rules);
	if (fault)
		throw new ApiFault(400, 'bad_request', `rule ${fault.rule}: ${fault.message}`, 'rules');
	return rules;
}

/** Publishes the rules of a body as the next version; open items are decided again by a job. */
export async function putRules(
	db: ClickHouse,
	policy: Policy,
	body: unknown,
	author: string
): Promise<void> {
	const rules = rulesOf(body);
	await policy.refresh();
	await publishRules(db, rules, policy.rules().version, author);
	await policy.refresh();
}

/** How many open items would be due otherwise by the rules of a body, and the first of them. */
export async function previewRules(db: ClickHouse, policy: Policy, body: unknown) {
	const rules = { ...rulesOf(body), version: policy.rules().version + 1 };
	const calendar = policy.calendar();
	let open = 0;
	let changed = 0;
	const examples: object[] = [];
	for await (const page of changedDeadlines(db, (item) => deadlineFor(item, rules, calendar))) {
		open += page.seen;
		changed += page.decided.length;
		for (const { item, at, rule: by } of page.decided.slice(0, EXAMPLES - examples.length))
			examples.push({
				...{ mailNo: item.mailNo, rule: item.rule, deadline: formatInstant(item.deadline) },
				...{ newRule: by, newDeadline: formatInstant(at) }
			});
	}
	return { open, changed, examples };
}

/** The days of a year that depart from Monday to Friday; `known` is false for a year without any. */
export function calendarAnswer(policy: Policy, year: string) {
	const days = policy.days().filter(({ date }) => date.startsWith(`${yearOf(year)}-`));
	return { year: Number(year), known: days.length > 0, days };
}

/** Replaces the days of a year. */
export async function putCalendar(
	db: ClickHouse,
	policy: Policy,
	year: string,
	body: unknown
): Promise<void> {
	const wanted = yearOf(year);
	const read = yearForm.safeParse(body);
	if (!read.success) throw formFault(read.error);
	const days: readonly CalendarDay[] = read.data.days;
	const seen = new Set<string>();
	for (const { date } of days) {
		if (dayStart(date) === undefined || !date.startsWith(`${wanted}-`))
			throw new ApiFault(
				400,
				'bad_request',
				`days: given ${date}; accepted: days of ${wanted}`,
				'days'
			);
		if (seen.has(date))
			throw new ApiFault(400, 'bad_request', `days: ${date} is there twice`, 'days');
		seen.add(date);
	}
	await policy.refresh();
	const gone = calendarAnswer(policy, year)
		.days.map(({ date }) => date)
		.filter((date) => !seen.has(date));
	await publishYear(db, days, gone);
	await policy.refresh();
}

/** 403 for a role that may not change by what deadlines are decided. */
export function letEdit(caller: Caller): void {
	if (!mayEditRules(caller))
		throw new ApiFault(403, 'forbidden', 'rules and calendar are for admins');
}

function yearOf(year: string): string {
	if (/^20\d\d$/.test(year)) return year;
	throw new ApiFault(
		404,
		'not_found',
		`year: given ${JSON.stringify(year)}; accepted: 2000 to 2099`
	);
}

function formFault(error: z.ZodError): ApiFault {
	const [issue] = error.issues;
	const path = (issue?.path ?? []).map(String).join('.');
	const field = String(issue?.path[0] ?? 'body');
	return new ApiFault(400, 'bad_request', `${path || 'body'}: ${issue?.message ?? ''}`, field);
}
