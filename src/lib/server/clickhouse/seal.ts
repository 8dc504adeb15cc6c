/** The statements of sealing: which minutes to count, counting them, and repairing what views may have missed. */
import type { MinuteRows } from '#domain/seal.ts';
import { MINUTE_MS } from '#domain/time.ts';
import type { ClickHouse } from './client.ts';
import { itemEventOfScan } from './item-event.ts';

const instant = (name: string) => `fromUnixTimestamp64Milli({${name}:Int64})`;
const minuteMs = (column: string) => `toUnixTimestamp(toStartOfMinute(${column})) * 1000`;

type Range = Readonly<Record<'from' | 'to', number>>;

// A duplicate that was merged away since changes no count: rows as they are will do.
const TOUCHED = `
	SELECT ${minuteMs('counted_at')} AS minute, count() AS rows
	FROM scan_event
	WHERE received_at >= ${instant('from')} AND received_at < ${instant('to')}
	  AND counted_at < ${instant('before')}
	GROUP BY minute`;

/** The minutes before `before` that scans received in [from, to) lie in, with the scans received. Epoch ms. */
export function touchedMinutes(
	db: ClickHouse,
	ask: Range & { readonly before: number }
): Promise<MinuteRows[]> {
	return ask.before === 0
		? Promise.resolve([])
		: db.query<MinuteRows>('seal:touched', TOUCHED, { ...ask });
}

const FRESH = `
	SELECT ${minuteMs('counted')} AS minute, sum(n) AS rows FROM (
		SELECT at AS counted, 1 AS n FROM scan_event
		WHERE at >= ${instant('from')} AND at < ${instant('to')} AND NOT clock_suspect
		UNION ALL
		SELECT received_at AS counted, 1 AS n FROM scan_event
		WHERE clock_suspect AND at >= ${instant('from')} AND at < ${instant('to')} + INTERVAL 1 DAY
		  AND received_at >= ${instant('from')} AND received_at < ${instant('to')}
		UNION ALL
		SELECT toDateTime64(minute, 3) AS counted, 0 AS n FROM scan_minute
		WHERE minute >= ${instant('from')} AND minute < ${instant('to')}
	)
	GROUP BY minute`;

/** The minutes of [from, to) that have scans, or that the live rollup believes to have some. Epoch ms. */
export function minutesWithScans(db: ClickHouse, range: Range): Promise<MinuteRows[]> {
	return range.from >= range.to
		? Promise.resolve([])
		: db.query<MinuteRows>('seal:fresh', FRESH, { ...range });
}

const LATE_KEYS = `
	SELECT sipHash64(mail_no) FROM scan_event
	WHERE received_at >= ${instant('from')} AND received_at < ${instant('to')} AND event = 'accepted'
	  AND NOT clock_suspect AND at < received_at - INTERVAL {lateMs:UInt32} MILLISECOND`;

const TOUCHED_BY_ITEM = `
	SELECT ${minuteMs('counted_at')} AS minute, count() AS rows
	FROM item_event
	WHERE mail_key IN (${LATE_KEYS}) AND counted_at < ${instant('before')}
	GROUP BY minute`;

/**
 * The minutes of the items whose acceptance was received in [from, to) and more than `lateMs` after it
 * happened: their scans may have been sealed without a project.
 */
export function minutesOfLateItems(
	db: ClickHouse,
	ask: Range & { readonly before: number; readonly lateMs: number }
): Promise<MinuteRows[]> {
	return ask.before === 0
		? Promise.resolve([])
		: db.query<MinuteRows>('seal:by-item', TOUCHED_BY_ITEM, { ...ask });
}

const chosen = `(SELECT toDateTime(arrayJoin({minutes:Array(UInt32)}), 'Asia/Shanghai'))`;

// A suspect event counts at its receipt, up to 24 hours before the time that it lies at.
const scans = (columns: string) => `
	SELECT toStartOfMinute(at) AS minute, ${columns} FROM scan_event FINAL
	WHERE at >= ${instant('from')} AND at < ${instant('to')} AND toStartOfMinute(at) IN ${chosen}
	  AND NOT clock_suspect
	UNION ALL
	SELECT toStartOfMinute(received_at) AS minute, ${columns} FROM scan_event FINAL
	WHERE clock_suspect AND at >= ${instant('from')} AND at < ${instant('to')} + INTERVAL 1 DAY
	  AND received_at >= ${instant('from')} AND received_at < ${instant('to')}
	  AND toStartOfMinute(received_at) IN ${chosen}`;

const mailKey = 'sipHash64(mail_no) AS mail_key';

// The version is the engine's own clock as the statement begins: the same for whoever counts. A minute
// without any scan is written, too: it may have been sealed with some.
const SEAL = `
	INSERT INTO scan_minute_sealed (minute, version, city, event, project, scans)
	SETTINGS insert_deduplicate = 0
	SELECT minute, toUnixTimestamp64Milli(now64(3)),
		groupArrayIf(one_city, n > 0), groupArrayIf(one_event, n > 0),
		groupArrayIf(one_project, n > 0), groupArrayIf(toUInt32(n), n > 0)
	FROM (
		SELECT minute, substring(site, 1, 4) AS one_city, event AS one_event, item_project AS one_project, count() AS n
		FROM (${scans(`site, event, ${mailKey}`)}) AS scan
		LEFT JOIN (
			SELECT mail_key, argMin(project, (counted_at, site, device, boot, seq)) AS item_project
			FROM item_event
			WHERE event = 'accepted' AND mail_key IN (SELECT mail_key FROM (${scans(mailKey)}))
			GROUP BY mail_key
		) AS item ON scan.mail_key = item.mail_key
		GROUP BY minute, one_city, one_event, one_project
		UNION ALL
		SELECT toDateTime(arrayJoin({minutes:Array(UInt32)}), 'Asia/Shanghai'), '', '', '', 0
	)
	GROUP BY minute`;

/** Counts `minutes` (their starts in epoch ms, ascending) from their distinct scans and seals them. */
export async function sealMinutes(db: ClickHouse, minutes: readonly number[]): Promise<void> {
	const first = minutes[0];
	const last = minutes.at(-1);
	if (first === undefined || last === undefined) return;
	await db.command(SEAL, {
		minutes: minutes.map((minute) => minute / 1000),
		from: first,
		to: last + MINUTE_MS
	});
}

const received = `received_at >= ${instant('from')} AND received_at < ${instant('to')}`;

// As the feeds of the migrations select.
const SEEN = ['scan', 'line', 'vehicle', 'station', 'order'].map(
	(stream) => `
	INSERT INTO seq_seen SETTINGS insert_deduplicate = 0
	SELECT site, device, '${stream}', boot, toStartOfHour(at) AS hour, false, groupBitmapState(seq), min(received_at)
	FROM ${stream}_event WHERE ${received} GROUP BY site, device, boot, hour`
);

const ITEMS = `
	INSERT INTO item_event SETTINGS insert_deduplicate = 0
	SELECT ${itemEventOfScan} FROM scan_event WHERE ${received}`;

const CORRECTIONS = `
	INSERT INTO correction SETTINGS insert_deduplicate = 0
	SELECT site, device, corrects_boot, corrects_seq, received_at
	FROM scan_event WHERE corrects_seq > 0 AND ${received}`;

/**
 * Writes again what is derived from the events received in [from, to), epoch ms: a view or a table misses
 * a block when ingest and ClickHouse both die between the parts of one insert. What is there already stays
 * as it is.
 */
export async function repairDerived(db: ClickHouse, range: Range): Promise<void> {
	if (range.from >= range.to) return;
	for (const statement of [...SEEN, ITEMS, CORRECTIONS]) await db.command(statement, { ...range });
}
