import type { ItemDeadline, ItemEvent } from '#domain/item.ts';
import { dayOf } from '#domain/time.ts';
import type { ClickHouse } from './client.ts';

/** What is stored of one item. */
export interface ItemRecord {
	/** Every stored copy of every event, in no order; empty where nothing is known of the number. */
	readonly events: readonly ItemEvent[];
	/** The deadline where it was decided again after the acceptance. */
	readonly deadline: ItemDeadline | null;
}

// The events of an item lie together in item_event. The key is a hash, so the number is compared, too. Without
// FINAL: a fold sees an event once, however often it is there.
const PLACES = `
	SELECT DISTINCT toUnixTimestamp(toStartOfMinute(at)) AS minute, site, device, boot, seq FROM item_event
	WHERE mail_key = sipHash64({mailNo:String}) AND mail_no = {mailNo:String}
	SETTINGS max_threads = 1`;

interface Place {
	readonly minute: number;
	readonly site: string;
	readonly device: string;
	readonly boot: string;
	readonly seq: number;
}

const names =
	'{sites:Array(String)}, {devices:Array(String)}, {boots:Array(String)}, {seqs:Array(UInt32)}';
const places = `arrayZip({minutes:Array(DateTime('Asia/Shanghai'))}, ${names})`;

// With their places the scans are found in a few granules, wherever in the months they lie. Given as values:
// a subquery in their stead costs twice the time.
const SCANS = `
	SELECT
		site, device, boot, seq, toUnixTimestamp64Milli(at) AS at_ms,
		toUnixTimestamp64Milli(received_at) AS received_ms, clock_suspect AS clockSuspect,
		mail_no AS mailNo, event, project, dest, product, wave, customer, payer, priority, fee, documents,
		channel, partner, reason, signed_by AS signedBy, id_verified AS idVerified, ok, chute, loop,
		carrier_kind, carrier_id, line, batch, corrects_boot, corrects_seq,
		toUnixTimestamp64Milli(deadline) AS deadline_ms, deadline_rule, deadline_version, calendar_known,
		toBool((site, device, boot, seq) IN (
			SELECT site, device, boot, seq FROM correction PREWHERE (site, device, boot, seq) IN arrayZip(${names})
		)) AS isCorrected
	FROM scan_event
	PREWHERE has({months:Array(UInt32)}, toYYYYMM(at)) AND (toStartOfMinute(at), site, device, boot, seq) IN ${places}
	WHERE mail_no = {mailNo:String}
	SETTINGS max_threads = 1`;

const DECIDED = `
	SELECT toUnixTimestamp64Milli(deadline) AS at, rule, version, calendar_known AS calendarKnown
	FROM item_deadline WHERE mail_key = sipHash64({mailNo:String})
	ORDER BY decided_at DESC LIMIT 1`;

/** A scan as it is stored; what was absent is empty or null. */
interface Row {
	readonly event: string;
	readonly fee: number;
	readonly at_ms: number;
	readonly received_ms: number;
	readonly isCorrected: boolean;
	readonly carrier_kind: string;
	readonly carrier_id: string;
	readonly corrects_boot: string;
	readonly corrects_seq: number;
	readonly deadline_ms: number;
	readonly deadline_rule: string;
	readonly deadline_version: number;
	readonly calendar_known: boolean;
}

/** Everything that is stored of a mail number. */
export async function itemEvents(db: ClickHouse, mailNo: string): Promise<ItemRecord> {
	const [found, decided] = await Promise.all([
		db.query<Place>('item-places', PLACES, { mailNo }),
		db.query<ItemDeadline>('item-deadline', DECIDED, { mailNo })
	]);
	const deadline = decided[0] ?? null;
	if (found.length === 0) return { events: [], deadline };
	const given = {
		...{ mailNo, sites: found.map(({ site }) => site), devices: found.map(({ device }) => device) },
		...{ boots: found.map(({ boot }) => boot), seqs: found.map(({ seq }) => seq) }
	};
	const minutes = found.map(({ minute }) => minute);
	const months = [...new Set(minutes.map((minute) => monthOf(minute * 1000)))];
	const rows = await db.query<Row>('item-events', SCANS, { ...given, minutes, months });
	return { events: rows.map(eventOf), deadline };
}

/** `YYYYMM` of an instant in Asia/Shanghai, as ClickHouse writes it. */
function monthOf(at: number): number {
	return Number(dayOf(at).slice(0, 7).replace('-', ''));
}

function eventOf(row: Row): ItemEvent {
	const { at_ms, received_ms, carrier_kind, carrier_id, corrects_boot, corrects_seq, ...others } =
		row;
	const { deadline_ms, deadline_rule, deadline_version, calendar_known, ...said } = others;
	const isAccepted = row.event === 'accepted';
	const event = {
		...said,
		// A fee is of `accepted` only; there, none and nothing are the same.
		fee: isAccepted ? row.fee : null,
		at: at_ms,
		receivedAt: received_ms,
		carrier:
			carrier_kind === '' ? null : { kind: carrier_kind, ...(carrier_id && { id: carrier_id }) },
		corrects: corrects_seq > 0 ? { boot: corrects_boot, seq: corrects_seq } : null,
		deadline:
			isAccepted && deadline_ms > 0
				? {
						at: deadline_ms,
						rule: deadline_rule,
						version: deadline_version,
						calendarKnown: calendar_known
					}
				: null
	};
	// What is in the table was checked when it was decoded.
	return Object.fromEntries(
		Object.entries(event).filter(([, value]) => value !== null && value !== '')
	) as unknown as ItemEvent;
}
