/**
 * One identity, stored with different contents: ingest refuses that for ten minutes, and what comes later
 * is found here. Of several rows the first received is the event; rows of other content go to the dead
 * letters. A row of the same instant that was merged away before the look cannot be told any more.
 */
import { createHash } from 'node:crypto';
import { HOUR_MS, MINUTE_MS, floorTo } from '#domain/time.ts';
import type { ClickHouse } from './client.ts';
import { touchItems } from './item-days.ts';
import { itemEventOfScan } from './item-event.ts';

const streams = ['scan', 'line', 'vehicle', 'station', 'order'] as const;
type EventStream = (typeof streams)[number];

/** Identities handled at a time; the rest follow at once. */
const MAX_IDENTITIES = 500;

const HOUR_S = HOUR_MS / 1000;

/** A row of an event table, all columns under their own names, and these. */
interface StoredRow extends Readonly<Record<string, unknown>> {
	readonly site: string;
	readonly device: string;
	readonly boot: string;
	readonly seq: number;
	readonly at_ms: number;
	readonly received_ms: number;
	/** Decimal text; 0 when it is older than a day and forgotten. */
	readonly hash: string;
}

/** The rows of one identity: the event, and what has another content. */
interface Conflict {
	readonly kept: StoredRow;
	readonly refused: readonly StoredRow[];
}

const received = `received_at >= fromUnixTimestamp64Milli({from:Int64}) AND received_at < fromUnixTimestamp64Milli({to:Int64})`;

/** The hours in which the events received may have a copy: those that they say, and those of the ledger. */
const hoursOf = (stream: EventStream) => `
	SELECT DISTINCT toUnixTimestamp(hour) AS hour_s FROM (
		SELECT toStartOfHour(at) AS hour FROM ${stream}_event WHERE ${received}
		UNION ALL
		SELECT hour FROM (
			SELECT site, device, boot, hour, groupBitmapMergeState(seqs) AS seen
			FROM seq_seen
			WHERE stream = '${stream}' AND NOT is_rejected AND (site, device, boot) IN
				(SELECT site, device, boot FROM ${stream}_event WHERE ${received})
			GROUP BY site, device, boot, hour
		) AS stored
		INNER JOIN (
			SELECT site, device, boot, groupBitmapState(seq) AS asked
			FROM ${stream}_event WHERE ${received} GROUP BY site, device, boot
		) AS fresh USING (site, device, boot)
		WHERE bitmapHasAny(seen, asked)
	)
	ORDER BY hour_s`;

/** A condition on `at` that a sorting key can use: neighbouring hours are one range. */
function within(hours: readonly number[]): string {
	const ranges: [number, number][] = [];
	for (const hour of hours) {
		const last = ranges.at(-1);
		if (last?.[1] === hour) last[1] = hour + HOUR_S;
		else ranges.push([hour, hour + HOUR_S]);
	}
	const conditions = ranges.map(
		([from, to]) => `(at >= toDateTime64(${from}, 3) AND at < toDateTime64(${to}, 3))`
	);
	return `(${conditions.join(' OR ')})`;
}

/** All rows of the identities that were received and have more than one content within `hours`. */
const conflictsOf = (stream: EventStream, hours: readonly number[]) => `
	SELECT * EXCEPT (content_hash), toString(content_hash) AS hash,
		toUnixTimestamp64Milli(at) AS at_ms, toUnixTimestamp64Milli(received_at) AS received_ms
	FROM ${stream}_event
	WHERE ${within(hours)} AND (site, device, boot, seq) IN (
		SELECT site, device, boot, seq FROM ${stream}_event
		PREWHERE ${within(hours)} AND seq IN (SELECT seq FROM ${stream}_event WHERE ${received})
		WHERE (site, device, boot, seq) IN
			(SELECT site, device, boot, seq FROM ${stream}_event WHERE ${received})
		GROUP BY site, device, boot, seq
		HAVING uniqExact(at) > 1 OR uniqExactIf(content_hash, content_hash != 0) > 1
		ORDER BY site, device, boot, seq
		LIMIT {limit:UInt32}
	)
	ORDER BY site, device, boot, seq, received_ms, at_ms, hash`;

/** What was refused: so many rows; and the minutes (epoch ms) whose scans are others now. */
interface RefusedConflicts {
	readonly refused: number;
	readonly minutes: readonly number[];
}

/**
 * Takes rows that repeat an identity with another content out of the events: looks at what was received in
 * [from, to), epoch ms, and at all that is stored under the same identities; a few minutes at a time, since
 * one statement looks at all of it. Interrupted, it is done again, and changes nothing twice.
 */
export async function refuseIdentityConflicts(
	db: ClickHouse,
	range: { readonly from: number; readonly to: number }
): Promise<RefusedConflicts> {
	const minutes = new Set<number>();
	let refused = 0;
	if (range.from >= range.to) return { refused, minutes: [] };
	for (const stream of streams) {
		const found = await db.query<{ hour_s: number }>('identity:hours', hoursOf(stream), {
			...range
		});
		const hours = found.map((row) => row.hour_s);
		if (hours.length === 0) continue;
		for (;;) {
			const rows = await db.query<StoredRow>('identity', conflictsOf(stream, hours), {
				...range,
				limit: MAX_IDENTITIES
			});
			const conflicts = splitCopies(rows);
			if (conflicts.length === 0) break;
			await refuse(db, stream, conflicts);
			for (const row of conflicts.flatMap((conflict) => [conflict.kept, ...conflict.refused])) {
				const counted = row['clock_suspect'] === true ? row.received_ms : row.at_ms;
				if (stream === 'scan') minutes.add(floorTo(counted, MINUTE_MS));
			}
			refused += conflicts.reduce((sum, conflict) => sum + conflict.refused.length, 0);
		}
	}
	return { refused, minutes: [...minutes].sort((a, b) => a - b) };
}

/** Rows in the order of identity and receipt, as conflicts. A forgotten hash differs from none of its instant. */
function splitCopies(rows: readonly StoredRow[]): Conflict[] {
	const copies = Map.groupBy(rows, (row) => identityOf(row).join('\n'));
	return [...copies.values()].flatMap(([kept, ...others]) => {
		if (!kept) return [];
		// Of several copies at one instant one that still has its hash says what the event is.
		const hash = [kept, ...others].find(
			(row) => row.at_ms === kept.at_ms && row.hash !== '0'
		)?.hash;
		const refused = others.filter(
			(row) =>
				row.at_ms !== kept.at_ms ||
				(row.hash !== '0' && row.hash !== (kept.hash === '0' ? hash : kept.hash))
		);
		return refused.length > 0 ? [{ kept, refused }] : [];
	});
}

const identityOf = (row: StoredRow) => [row.site, row.device, row.boot, String(row.seq)] as const;

/** The raw row goes last: whatever interrupts this, the conflict is found again. */
async function refuse(
	db: ClickHouse,
	stream: EventStream,
	conflicts: readonly Conflict[]
): Promise<void> {
	const refused = conflicts.flatMap((conflict) => conflict.refused);
	const letters = refused.map((row) => letterOf(stream, row));
	const token = sha256(letters.map((letter) => letter[0]).join()).slice(0, 32);
	await db.insert('dead_letter_row', letterColumns, jsonLines(letters), `identity-${token}`);
	const extra = refused.map((row) => [row.site, row.device, stream, hourOf(row.received_ms), 0, 1]);
	await db.insert('seq_extra', extraColumns, jsonLines(extra), `identity-${token}`);
	if (stream === 'scan') await correctItems(db, conflicts);
	await correctSeen(db, stream, conflicts);
	await db.command(
		`DELETE FROM ${stream}_event
		WHERE ${within([...new Set(refused.map((row) => hourOf(row.at_ms)))].sort((a, b) => a - b))}
		  AND (${exactRow}) IN (${rowsGiven})`,
		given(refused)
	);
}

const exactRow =
	'toString(site), toString(device), boot, seq, toUnixTimestamp64Milli(at), toString(content_hash)';

const givenRows = `(SELECT arrayJoin(arrayZip({sites:Array(String)}, {devices:Array(String)},
	{boots:Array(String)}, {seqs:Array(UInt32)}, {ats:Array(Int64)}, {hashes:Array(String)})) AS r)`;
const rowsGiven = `SELECT r.1, r.2, r.3, r.4, r.5, r.6 FROM ${givenRows}`;
const identitiesGiven = `SELECT r.1, r.2, r.3, r.4 FROM ${givenRows}`;

function given(rows: readonly StoredRow[]) {
	return {
		sites: rows.map((row) => row.site),
		devices: rows.map((row) => row.device),
		boots: rows.map((row) => row.boot),
		seqs: rows.map((row) => row.seq),
		ats: rows.map((row) => row.at_ms),
		hashes: rows.map((row) => row.hash)
	};
}

const said = 'mail_no, counted_at, toString(event), toString(project), toString(dest), deadline';
const whose = 'toString(site), toString(device), boot, seq';
const eventsKept = `FROM scan_event WHERE (${exactRow}) IN (${rowsGiven})`;

/** Leaves to each identity the row of its event: written first, since another may have taken its place. */
async function correctItems(db: ClickHouse, conflicts: readonly Conflict[]): Promise<void> {
	const kept = given(conflicts.map((conflict) => conflict.kept));
	await db.command(
		`INSERT INTO item_event SETTINGS insert_deduplicate = 0 SELECT ${itemEventOfScan} ${eventsKept}`,
		kept
	);
	const rows = conflicts.flatMap((conflict) => [conflict.kept, ...conflict.refused]);
	const mails = rows.map((row) => String(row['mail_no']));
	await db.command(
		`DELETE FROM item_event
		WHERE mail_key IN (SELECT sipHash64(arrayJoin({mails:Array(String)})))
		  AND (${whose}) IN (${identitiesGiven})
		  AND (${whose}, ${said}) NOT IN (SELECT ${whose}, ${said} FROM (SELECT ${itemEventOfScan} ${eventsKept}))`,
		{ ...kept, mails }
	);
	await touchItems(db, mails);
}

/** Takes a number out of the hour of a refused row, unless its event lies in that hour. */
async function correctSeen(
	db: ClickHouse,
	stream: EventStream,
	conflicts: readonly Conflict[]
): Promise<void> {
	const gone = conflicts.flatMap(({ kept, refused }) =>
		refused.filter((row) => hourOf(row.at_ms) !== hourOf(kept.at_ms))
	);
	const hours = Map.groupBy(gone, (row) =>
		[row.site, row.device, row.boot, hourOf(row.at_ms)].join('\n')
	);
	for (const rows of hours.values()) {
		const [row] = rows;
		if (!row) continue;
		await db.command(
			`ALTER TABLE seq_seen UPDATE seqs = bitmapAndnot(seqs, bitmapBuild({seqs:Array(UInt32)}))
			WHERE site = {site:String} AND device = {device:String} AND stream = {stream:String}
			  AND boot = {boot:String} AND toUnixTimestamp(hour) = {hour:UInt32} AND NOT is_rejected
			SETTINGS mutations_sync = 1`,
			{
				...{ site: row.site, device: row.device, boot: row.boot, stream },
				hour: hourOf(row.at_ms),
				seqs: rows.map(({ seq }) => seq)
			}
		);
	}
}

const extraColumns = ['site', 'device', 'stream', 'hour', 'duplicate', 'conflict'];
const letterColumns = [
	...['id', 'received_at', 'topic', 'payload', 'payload_bytes', 'reason', 'detail'],
	...['site', 'device', 'stream', 'boot', 'seq', 'at', 'copies']
];

/** A row as a dead letter, under an id that is made as ingest makes it: of topic, place 0 and content. */
function letterOf(stream: EventStream, row: StoredRow): unknown[] {
	const { site, device, boot, seq, at_ms, received_ms, hash, ...rest } = row;
	const { received_at, ...said } = { received_at: '', ...rest };
	const topic = `youkan/v1/${site.slice(0, 2)}/${site}/${device}/${stream}`;
	const payload = JSON.stringify({ site, device, boot, seq, ...said, received_at });
	const id = sha256(`${topic}\n0\n${sha256(JSON.stringify([boot, seq, at_ms, hash, said]))}`);
	return [
		...[id.slice(0, 32), received_ms, topic, payload, Buffer.byteLength(payload)],
		...['identity', 'found after it was stored'],
		...[site, device, stream, boot, seq, at_ms, 1]
	];
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const jsonLines = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n');

/** The start of the hour of an instant (epoch ms) in epoch seconds. */
function hourOf(ms: number): number {
	return floorTo(ms, HOUR_MS) / 1000;
}
