import type { ClickHouse } from './client.ts';
import type { Page } from './page.ts';
import { inScope } from './place.ts';

/** The events that put an item on a manifest. */
export const manifestEvents = ['ordered', 'printed'] as const;
type ManifestEvent = (typeof manifestEvents)[number];

export interface ManifestAsk extends Page {
	readonly batch: string;
	/** What the list is of; by default the first of `manifestEvents` that the batch has. */
	readonly event: ManifestEvent | undefined;
	readonly scope: string;
}

/** An item of a manifest that nothing happened to since. */
interface WaitingItem {
	readonly mailNo: string;
	/** When and where it was put on the manifest; epoch ms. */
	readonly since: number;
	readonly site: string;
}

export interface Manifest {
	/** Items on the manifest, and those of them without a later event, by what put them there. */
	readonly steps: Partial<
		Record<ManifestEvent, { readonly items: number; readonly waiting: number }>
	>;
	readonly event: ManifestEvent | null;
	readonly items: readonly WaitingItem[];
	readonly total: number;
}

const order = '(e.counted_at, e.site, e.device, e.boot, e.seq)';

// An item is of a scope when one of its events was there, or when it is bound there.
const onManifest = `
	SELECT event, e.mail_no AS mail_no, min(listed.at) AS first, max(${order}) > max(listed.at) AS is_moved
	FROM item_event AS e
	INNER JOIN (
		SELECT mail_no, event, min((counted_at, toString(site), toString(device), boot, seq)) AS at
		FROM scan_event
		WHERE batch = {batch:String} AND event IN ('ordered', 'printed')
		  AND counted_at <= fromUnixTimestamp64Milli({asOf:Int64})
		GROUP BY mail_no, event
	) AS listed ON e.mail_no = listed.mail_no
	WHERE e.mail_key IN (SELECT sipHash64(mail_no) FROM scan_event
			WHERE batch = {batch:String} AND event IN ('ordered', 'printed'))
	  AND e.counted_at <= fromUnixTimestamp64Milli({asOf:Int64})
	  AND (e.site, e.device, e.boot, e.seq) NOT IN (SELECT site, device, boot, seq FROM correction)
	GROUP BY listed.event AS event, mail_no
	HAVING max(${inScope('toString(e.site)')} OR ${inScope('toString(e.dest)')})`;

/** What became of the items that were ordered or printed as one batch. */
export async function manifest(db: ClickHouse, ask: ManifestAsk): Promise<Manifest> {
	const { batch, scope, asOf, limit } = ask;
	const given = { batch, scope, asOf };
	const counts = await db.query<{
		readonly event: ManifestEvent;
		readonly items: number;
		readonly waiting: number;
	}>(
		'manifest:steps',
		`SELECT event, count() AS items, countIf(NOT is_moved) AS waiting FROM (${onManifest}) GROUP BY event`,
		given
	);
	const steps = Object.fromEntries(
		counts.map(({ event, items, waiting }) => [event, { items, waiting }])
	) as Manifest['steps'];
	const event = ask.event ?? manifestEvents.find((name) => steps[name]) ?? null;
	if (event === null) return { steps, event, items: [], total: 0 };
	const items = await db.query<WaitingItem>(
		'manifest',
		`SELECT mail_no AS mailNo, toUnixTimestamp64Milli(first.1) AS since, first.2 AS site
		FROM (${onManifest}) WHERE event = {event:String} AND NOT is_moved
		  AND (since, mailNo) > ({at:Int64}, {id:String})
		ORDER BY since, mailNo LIMIT {limit:UInt32}`,
		{ ...given, event, limit, ...(ask.after ?? { at: -1, id: '' }) }
	);
	return { steps, event, items, total: steps[event]?.waiting ?? 0 };
}
