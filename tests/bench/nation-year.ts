/** Thirteen months of a nation's scans, made inside ClickHouse: as many as asked for, and none of them real. */
import type { TestClickHouse } from '../support/clickhouse.ts';

/** Scans of an item. */
const STEPS = 8;
/** Three cities of each of the 31 provinces that have figures. */
const PLACES = 93;
const MONTHS = 13;
const SPAN_MS = 395 * 86_400_000;
/** Rows of one statement: of at most three months. */
const ROWS_AT_ONCE = 8_000_000;

const PROVINCES = `['11','12','13','14','15','21','22','23','31','32','33','34','35','36','37','41','42','43','44','45',
	'46','50','51','52','53','54','61','62','63','64','65']`;

/**
 * Inserts `events` scans of events / 8 items, evenly over the 13 months up to `end` (epoch ms): 31 provinces, three
 * cities each, 2 % of the items never delivered, and the newest under way.
 */
export async function storeNationYear(
	db: TestClickHouse,
	events: number,
	end: number,
	said: (rows: number) => void
): Promise<void> {
	const items = Math.floor(events / STEPS);
	const begin = end - SPAN_MS;
	for (let from = 0; from < events; from += ROWS_AT_ONCE) {
		const rows = Math.min(ROWS_AT_ONCE, events - from);
		await db.query(insertion(from, rows, begin, items));
		said(from + rows);
	}
	const months = await db.query('SELECT DISTINCT toYYYYMM(at) FROM youkan.scan_event FORMAT TSV');
	for (const month of months.trim().split('\n')) await db.query(sealed(month));
}

// A step takes six hours, so that an item takes less than two days.
const insertion = (from: number, rows: number, begin: number, items: number) => `
	INSERT INTO youkan.scan_event (site, device, boot, seq, at, received_at, clock_suspect, content_hash, mail_no, event,
		project, dest, fee, deadline, deadline_rule, deadline_version, calendar_known)
	WITH
		${PROVINCES} AS provinces,
		intDiv(number, ${STEPS}) AS item,
		number % ${STEPS} AS step,
		item % ${PLACES} AS route,
		concat(provinces[1 + route % 31], '0', toString(1 + intDiv(route, 31)), '02') AS origin_place,
		concat(provinces[1 + (route * 7 + 3) % 31], '0', toString(1 + route % 3), '03') AS dest_place,
		toInt64(${begin}) + intDiv(item * ${SPAN_MS}, ${items}) AS accepted_ms,
		-- 18:00 of the second day after.
		toUnixTimestamp(toStartOfDay(fromUnixTimestamp64Milli(toInt64(accepted_ms), 'Asia/Shanghai'))) * 1000 + 237600000
			AS due_ms,
		toDate(fromUnixTimestamp64Milli(toInt64(accepted_ms), 'Asia/Shanghai')) AS boot_day,
		-- A device is for one step, and counts the items of a day without a gap.
		intDiv(toInt64(ceil((toUnixTimestamp(toDateTime(boot_day, 'Asia/Shanghai')) * 1000. - ${begin}) * ${items} / ${SPAN_MS})), ${PLACES}) AS first_turn,
		sipHash64(item) AS luck,
		accepted_ms + step * 21600000 AS at_ms
	SELECT
		if(step < 4, origin_place, dest_place), concat('gate-', toString(route), '-', toString(step)), toString(boot_day),
		greatest(0, toInt64(intDiv(item, ${PLACES})) - greatest(first_turn, 0)) + 1,
		fromUnixTimestamp64Milli(toInt64(at_ms)), fromUnixTimestamp64Milli(toInt64(at_ms) + 2000), false, 0,
		toString(6000000000000 + item),
		if(step = 7 AND luck % 50 = 0, 'attempted',
			['accepted', 'printed', 'encapsulated', 'departed', 'arrived', 'sorted', 'out_for_delivery', 'delivered'][step + 1]),
		if(step = 0, ['ID', 'PASSPORT', 'COURT', 'PLATE'][1 + luck % 4], ''),
		if(step = 0, dest_place, ''),
		if(step = 0, 2000, 0),
		if(step = 0, fromUnixTimestamp64Milli(toInt64(due_ms)), fromUnixTimestamp64Milli(toInt64(0))),
		if(step = 0, 'bench', ''), if(step = 0, 1, 0), true
	FROM numbers(${from}, ${rows})
	WHERE at_ms < ${begin + SPAN_MS}
	SETTINGS max_insert_threads = 2, max_partitions_per_insert_block = ${MONTHS * 2}`;

const sealed = (month: string) => `
	INSERT INTO youkan.scan_minute_sealed (minute, version, city, event, project, scans)
	SELECT minute, 1, groupArray(one_city), groupArray(one_event), groupArray(''), groupArray(toUInt32(n))
	FROM (
		SELECT toStartOfMinute(at) AS minute, substring(site, 1, 4) AS one_city, event AS one_event, count() AS n
		FROM youkan.scan_event WHERE toYYYYMM(at) = ${month} GROUP BY minute, one_city, one_event
	)
	GROUP BY minute
	SETTINGS max_partitions_per_insert_block = ${MONTHS * 2}`;
