import type { Stream } from '#domain/event.ts';
import type { ClickHouse } from './client.ts';

/** Events of one device, stream and boot: their numbers, and the hash of each one's content as decimal text. */
export interface StoredIdentities {
	readonly stream: Stream;
	readonly site: string;
	readonly device: string;
	readonly boot: string;
	readonly seqs: readonly number[];
	readonly hashes: readonly string[];
}

const streams = ['scan', 'line', 'vehicle', 'station', 'order'] as const satisfies Stream[];

/** Identities received at `since` (epoch ms) or later, at most `limit` of each stream, the newest ones. */
export async function recentIdentities(
	db: Pick<ClickHouse, 'query'>,
	since: number,
	limit: number
): Promise<StoredIdentities[]> {
	const found = await Promise.all(
		streams.map((stream) =>
			db.query<StoredIdentities>(
				'ingest:recent-identities',
				`SELECT {stream:String} AS stream, site, device, boot, groupArray(seq) AS seqs,
					groupArray(toString(content_hash)) AS hashes
				FROM (
					SELECT site, device, boot, seq, content_hash FROM ${stream}_event
					WHERE received_at >= fromUnixTimestamp64Milli({since:Int64}) AND content_hash != 0
					ORDER BY received_at DESC LIMIT {limit:UInt32}
				)
				GROUP BY site, device, boot`,
				{ stream, since, limit }
			)
		)
	);
	return found.flat();
}
