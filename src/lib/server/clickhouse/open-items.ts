import type { Deadline, SlaItem } from '#domain/sla.ts';
import type { ClickHouse } from './client.ts';

/** An open item with its deadline. */
export interface OpenItem extends SlaItem {
	/** Decimal text. */
	readonly key: string;
	readonly mailNo: string;
	/** Epoch ms. */
	readonly deadline: number;
	readonly rule: string;
	/** Of the deadline, where the next page begins. */
	readonly day: string;
}

const isOpen = `kind = 'due' AND NOT is_gone AND is_accepted AND NOT is_ended
	AND day IN (SELECT day FROM item_day FINAL WHERE kind = 'due' AND open > 0)`;

const SQL = `
	SELECT toString(mail_key) AS key, mail_no AS mailNo, toString(day) AS on, project, wave, origin AS originSite,
		dest, toUnixTimestamp64Milli(accepted_at) AS acceptedAt, toUnixTimestamp64Milli(deadline) AS due,
		deadline_rule AS rule
	FROM item_on_day FINAL
	WHERE ${isOpen} AND (day, mail_key) > ({day:Date}, {key:UInt64})
	ORDER BY day, mail_key LIMIT {limit:UInt32}`;

/** How many items are open. */
export async function openItemCount(db: ClickHouse): Promise<number> {
	const rows = await db.query<{ readonly n: number }>(
		'open-items:count',
		`SELECT sum(open) AS n FROM item_day FINAL WHERE kind = 'due'`
	);
	return rows[0]?.n ?? 0;
}

/** A page of the open items after one, by the day of the deadline; undefined: from the first on. */
export async function openItems(
	db: ClickHouse,
	after: Pick<OpenItem, 'day' | 'key'> | undefined,
	limit: number
): Promise<OpenItem[]> {
	const from = { day: after?.day ?? '1970-01-01', key: after?.key ?? '0' };
	const rows = await db.query<
		Omit<OpenItem, 'deadline' | 'day'> & { readonly on: string; readonly due: number }
	>('open-items', SQL, { ...from, limit });
	return rows.map(({ on, due, ...item }) => ({ ...item, day: on, deadline: due }));
}

/** Writes down that these items are due otherwise now. */
export async function writeDeadlines(
	db: ClickHouse,
	decided: readonly (Deadline & { readonly key: string })[],
	now: number
): Promise<void> {
	if (decided.length === 0) return;
	await db.insert(
		'item_deadline',
		['mail_key', 'deadline', 'rule', 'version', 'calendar_known', 'warn_minutes', 'decided_at'],
		decided
			.map(({ key, at, rule, version, calendarKnown, warnMinutes }) =>
				JSON.stringify([key, at, rule, version, calendarKnown, warnMinutes, now])
			)
			.join('\n'),
		`deadlines-${now}-${decided[0]?.key ?? ''}`
	);
}
