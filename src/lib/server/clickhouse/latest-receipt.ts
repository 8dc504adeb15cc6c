import type { ClickHouse } from './client.ts';

/** The receipt of the newest stored scan of the last 30 days in epoch ms, or 0 without any: where `asOf` stands before a worker was heard. */
export async function latestReceipt(db: ClickHouse): Promise<number> {
	const rows = await db.query<{ latest: number }>(
		'latest-receipt',
		`SELECT toUnixTimestamp64Milli(max(received_at)) AS latest FROM scan_event WHERE at >= now() - INTERVAL 30 DAY`
	);
	return rows[0]?.latest ?? 0;
}
