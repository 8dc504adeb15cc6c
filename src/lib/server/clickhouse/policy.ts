import { statutoryDays, type CalendarDay } from '#domain/calendar.ts';
import { shippedRules, type SlaRules } from '#domain/sla.ts';
import type { ClickHouse } from './client.ts';

/** By what deadlines are decided. */
export interface StoredPolicy {
	readonly rules: SlaRules;
	/** Those that Youkan ships with and what was added to them, one a date, in their order. */
	readonly days: readonly CalendarDay[];
	/** Another text whenever the rules or the calendar are others. */
	readonly key: string;
}

const RULES =
	'SELECT version, rules FROM sla_rule ORDER BY version DESC, published_at DESC LIMIT 1';
const DAYS = `SELECT toString(date) AS date, kind, name, source, toUnixTimestamp64Milli(imported_at) AS at
	FROM calendar_day FINAL ORDER BY date`;

type StoredDay = Omit<CalendarDay, 'kind'> & {
	readonly kind: CalendarDay['kind'] | '';
	readonly at: number;
};

/** The rules of the highest version and the calendar, with what Youkan ships with where nothing is stored. */
export async function readPolicy(db: ClickHouse): Promise<StoredPolicy> {
	const [published, stored] = await Promise.all([
		db.query<{ readonly version: number; readonly rules: string }>('policy:rules', RULES),
		db.query<StoredDay>('policy:calendar', DAYS)
	]);
	const [latest] = published;
	// What is in the table was checked when it was published.
	const rules = latest
		? { ...(JSON.parse(latest.rules) as Omit<SlaRules, 'version'>), version: latest.version }
		: shippedRules;
	const days = new Map(statutoryDays.map((day) => [day.date, day]));
	for (const { date, kind, name, source } of stored) {
		if (kind === '') days.delete(date);
		else days.set(date, { date, kind, name, source });
	}
	const newest = stored.reduce((most, { at }) => Math.max(most, at), 0);
	return {
		rules,
		days: [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1)),
		key: `${rules.version} ${newest}`
	};
}

/** Publishes rules as the version after `before`, under the name of who did. */
export async function publishRules(
	db: ClickHouse,
	rules: Omit<SlaRules, 'version'>,
	before: number,
	author: string
): Promise<void> {
	await db.command(
		'INSERT INTO sla_rule (version, rules, author) SELECT {version:UInt32}, {rules:String}, {author:String}',
		{ version: before + 1, rules: JSON.stringify(rules), author }
	);
}

/** Replaces the days of a year: a date that is not among them is an ordinary day. */
export async function publishYear(
	db: ClickHouse,
	days: readonly CalendarDay[],
	gone: readonly string[]
): Promise<void> {
	const rows = [
		...days.map(({ date, kind, name, source }) => [date, kind, name, source]),
		...gone.map((date) => [date, '', '', ''])
	];
	if (rows.length === 0) return;
	await db.insert(
		'calendar_day',
		['date', 'kind', 'name', 'source'],
		rows.map((row) => JSON.stringify(row)).join('\n'),
		`calendar-${crypto.randomUUID()}`
	);
}
