import type { Period } from '#domain/line.ts';
import type { ClickHouse } from './client.ts';

/** A scan of an item on a line; epoch ms. */
export interface ItemOnLine {
	readonly mailNo: string;
	readonly event: string;
	readonly at: number;
}

const SQL = `
	SELECT mail_no AS mailNo, event, toUnixTimestamp64Milli(counted_at) AS counted
	FROM scan_event FINAL
	WHERE toStartOfMinute(at) >= toStartOfMinute(fromUnixTimestamp64Milli({from:Int64}))
	  AND at < fromUnixTimestamp64Milli({to:Int64}) + INTERVAL 1 DAY
	  AND site = {site:String} AND line = {device:String}
	  AND counted_at >= fromUnixTimestamp64Milli({from:Int64}) AND counted_at < fromUnixTimestamp64Milli({to:Int64})
	ORDER BY counted, mailNo
	LIMIT {limit:UInt32}`;

/** The scans that name a line as the one they were made on, in a period (epoch ms), oldest first. */
export async function itemsOnLine(
	db: ClickHouse,
	{ site, device }: { readonly site: string; readonly device: string },
	{ from, to }: Period,
	limit: number
): Promise<ItemOnLine[]> {
	const rows = await db.query<Omit<ItemOnLine, 'at'> & { readonly counted: number }>(
		'line-items',
		SQL,
		{ site, device, from, to, limit }
	);
	return rows.map(({ counted, ...row }) => ({ ...row, at: counted }));
}
