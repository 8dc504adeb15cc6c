/** Writing down what items count for, day by day: the statements of the job `items`. */
import type { ClickHouse } from './client.ts';
import { foldParameters, itemFold } from './item-fold.ts';

/** What an item counts for on a day. */
export type ItemKind = 'accepted' | 'due' | 'delivered' | 'attempted';

/** The columns of `item_on_day` that tell of an item, under the names that the fold has for them. */
export const itemColumns = `mail_no, is_accepted, accepted_at, origin, dest, project, wave, priority, fee, documents,
	deadline, deadline_rule, is_recalled, is_delivered, is_ended, is_disputed, delivered_at, delivered_site, tries,
	latest_event, latest_at, latest_site, latest_delivery_event`;

/** Everything received before it is in `item_on_day`; 1970 before the first run. */
export const MARK = '(SELECT max(as_of) FROM item_mark)';

/** Touches are written by the database's clock, marks by that of ingest. */
const CLOCKS_APART = 'INTERVAL 1 MINUTE';

/** A subquery of the keys of items that changed since the instant `mark`, which is SQL. */
export function changedSince(mark: string): string {
	return `
		SELECT sipHash64(mail_no) AS mail_key FROM scan_event WHERE received_at >= ${mark}
		UNION DISTINCT
		SELECT mail_key FROM item_deadline WHERE decided_at >= ${mark} - ${CLOCKS_APART}
		UNION DISTINCT
		SELECT mail_key FROM item_touched WHERE at >= ${mark} - ${CLOCKS_APART}`;
}

// A correction names an event of its device; the ledger knows the hour in which to look for its item.
const corrected = `
	SELECT sipHash64(mail_no) AS mail_key FROM scan_event
	WHERE (site, device, boot, seq) IN (SELECT site, device, boot, seq FROM correction WHERE received_at >= ${MARK})
	  AND toStartOfHour(at) IN (
		SELECT hour FROM seq_seen
		WHERE stream = 'scan' AND NOT is_rejected AND (site, device, boot) IN
			(SELECT site, device, boot FROM correction WHERE received_at >= ${MARK}))`;

/** The mark, epoch ms; 0 before the first run. */
export async function itemMark(db: ClickHouse): Promise<number> {
	const rows = await db.query<{ readonly mark: number }>(
		'items:mark',
		`SELECT toUnixTimestamp64Milli(${MARK}) AS mark`
	);
	return Math.max(0, rows[0]?.mark ?? 0);
}

/** The keys, as decimal text, of the items to fold since the last run. */
export async function itemsToFold(db: ClickHouse): Promise<string[]> {
	const [hasCorrections] = await db.query<{ readonly n: number }>(
		'items:corrections',
		`SELECT count() AS n FROM correction WHERE received_at >= ${MARK}`
	);
	const sql = `SELECT DISTINCT toString(mail_key) AS key FROM (${changedSince(MARK)}
		${(hasCorrections?.n ?? 0) > 0 ? `UNION DISTINCT ${corrected}` : ''})`;
	const rows = await db.query<{ readonly key: string }>('items:changed', sql);
	return rows.map(({ key }) => key);
}

/** Which items a statement folds: those with these keys, or those whose key lies in part `part` of `of` equal parts. */
export type FoldPart =
	{ readonly keys: readonly string[] } | { readonly part: number; readonly of: number };

const givenKeys = 'SELECT toUInt64(arrayJoin({keys:Array(String)})) AS mail_key';

function selection(part: FoldPart): { readonly sql: string; readonly keys: readonly string[] } {
	if ('keys' in part) return { sql: `mail_key IN (${givenKeys})`, keys: part.keys };
	const width = 2n ** 64n / BigInt(part.of);
	const from = width * BigInt(part.part);
	const isLast = part.part === part.of - 1;
	return {
		sql: `mail_key >= ${from}${isLast ? '' : ` AND mail_key < ${from + width}`}`,
		keys: []
	};
}

/** The days that an item of the fold counts for, tuples of kind and day. */
export const slotsOfFold = `arrayDistinct(arrayConcat(
	if(is_accepted, [('accepted', toDate(accepted_at)), ('due', toDate(deadline))], []),
	if(is_delivered, [('delivered', toDate(delivered_at))], []),
	arrayMap(t -> ('attempted', toDate(t.1)), tries)))`;

/**
 * Folds items and writes them to the days that they count for, and off the days of before, as `version`
 * (epoch ms, above all earlier ones).
 */
export async function writeItems(db: ClickHouse, part: FoldPart, version: number): Promise<void> {
	const { sql, keys } = selection(part);
	const all =
		'keys' in part
			? givenKeys
			: `SELECT mail_key FROM item_event WHERE ${sql} UNION DISTINCT SELECT mail_key FROM item_slot WHERE ${sql}`;
	await db.command(
		`INSERT INTO item_on_day (kind, day, mail_key, ${itemColumns}, is_gone, version)
		SELECT slot.1, slot.2, mail_key, ${itemColumns}, NOT has(slots, slot), {version:UInt64}
		FROM (
			SELECT changed.mail_key AS mail_key, ${itemColumns}, ${slotsOfFold} AS slots,
				arrayDistinct(arrayConcat(slots, arrayMap(s -> (toString(s.1), s.2), before.slots))) AS every
			FROM (${all}) AS changed
			LEFT JOIN ${itemFold(`e.${sql}`)} AS fold ON changed.mail_key = fold.mail_key
			LEFT JOIN (
				SELECT mail_key, argMax(slots, version) AS slots FROM item_slot WHERE ${sql} GROUP BY mail_key
			) AS before ON changed.mail_key = before.mail_key
		)
		ARRAY JOIN every AS slot`,
		{ keys, version, ...foldParameters({}) }
	);
}

/** Counts every day anew that the items written as `version` counted for or count for. */
export async function countDays(db: ClickHouse, version: number): Promise<void> {
	const changed = '(SELECT kind, day FROM item_on_day WHERE version = {version:UInt64})';
	await db.command(
		`INSERT INTO item_day
		SELECT kind, day, sumIf(open_here, basis = 'dest'), sumIf(disputed_here, basis = 'dest'),
			groupArrayIf(basis, n > 0), groupArrayIf(city, n > 0), groupArrayIf(in_project, n > 0),
			groupArrayIf(moment, n > 0), groupArrayIf(n, n > 0), groupArrayIf(recalled, n > 0),
			groupArrayIf(delivered, n > 0), groupArrayIf(on_time, n > 0), groupArrayIf(open_here, n > 0),
			groupArrayIf(fees, n > 0), groupArrayIf(documents_here, n > 0), {version:UInt64}
		FROM (
			SELECT kind, day, basis, substring(place, 1, 4) AS city, toString(project) AS in_project,
				if(kind = 'due', toUnixTimestamp64Milli(deadline), 0) AS moment,
				toUInt32(countIf(NOT is_gone)) AS n,
				toUInt32(countIf(NOT is_gone AND is_recalled)) AS recalled,
				toUInt32(countIf(NOT is_gone AND is_delivered)) AS delivered,
				toUInt32(countIf(NOT is_gone AND is_delivered
					AND toUnixTimestamp(delivered_at) <= toUnixTimestamp(deadline))) AS on_time,
				toUInt32(countIf(NOT is_gone AND is_accepted AND NOT is_ended)) AS open_here,
				countIf(NOT is_gone AND is_disputed) AS disputed_here,
				sumIf(fee, NOT is_gone) AS fees,
				sumIf(documents, NOT is_gone) AS documents_here
			FROM item_on_day FINAL
			ARRAY JOIN ['origin', 'dest', 'place'] AS basis,
				[toString(origin), toString(dest), toString(multiIf(kind = 'accepted', origin,
					kind = 'delivered', delivered_site, kind = 'due', latest_site, ''))] AS place
			WHERE (kind, day) IN ${changed}
			GROUP BY kind, day, basis, city, in_project, moment
		)
		GROUP BY kind, day`,
		{ version }
	);
}

/** Remembers the days of the items written as `version`: the last step, since the days of before are gone then. */
export async function rememberDays(db: ClickHouse, version: number): Promise<void> {
	await db.command(
		`INSERT INTO item_slot
		SELECT mail_key, groupArrayIf((kind, day), NOT is_gone), max(day), {version:UInt64}
		FROM item_on_day WHERE version = {version:UInt64} GROUP BY mail_key`,
		{ version }
	);
}

/** Says that everything received before `asOf` (epoch ms) is folded. */
export async function markItems(db: ClickHouse, asOf: number): Promise<void> {
	await db.command('INSERT INTO item_mark SELECT 1, fromUnixTimestamp64Milli({asOf:Int64})', {
		asOf
	});
}

/** How many rows all events of items are, to cut a first run into parts. */
export async function itemEventRows(db: ClickHouse): Promise<number> {
	const rows = await db.query<{ readonly n: number }>(
		'items:rows',
		'SELECT count() AS n FROM item_event'
	);
	return rows[0]?.n ?? 0;
}

/** Has items with these numbers folded again, although no event of them came. */
export async function touchItems(db: ClickHouse, mailNos: readonly string[]): Promise<void> {
	await db.command(
		'INSERT INTO item_touched (mail_key) SELECT sipHash64(arrayJoin({mails:Array(String)}))',
		{ mails: mailNos }
	);
}
