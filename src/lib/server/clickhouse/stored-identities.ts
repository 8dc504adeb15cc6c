import type { ClickHouse } from './client.ts';

/** What names an event within its stream. */
export interface Identity {
	readonly site: string;
	readonly device: string;
	readonly boot: string;
	readonly seq: number;
}

/** An event that is stored; `hash` is decimal text, 0 when it is older than a day and forgotten. */
export interface StoredIdentity extends Identity {
	readonly hash: string;
	/** Epoch ms. */
	readonly at: number;
}

const given = `(SELECT arrayJoin(arrayZip({sites:Array(String)}, {devices:Array(String)}, {boots:Array(String)},
	{seqs:Array(UInt32)})) AS r)`;

// The ledger knows in which hours numbers of a boot lie: only these are read.
const sql = (stream: string) => `
	SELECT site, device, boot, seq, toString(content_hash) AS hash, toUnixTimestamp64Milli(at) AS happened
	FROM ${stream}_event
	WHERE toStartOfHour(at) IN (
		SELECT hour FROM seq_seen
		WHERE stream = '${stream}' AND NOT is_rejected
		  AND (site, device, boot) IN (SELECT r.1, r.2, r.3 FROM ${given})
		GROUP BY site, device, boot, hour
		HAVING bitmapHasAny(groupBitmapMergeState(seqs), bitmapBuild({seqs:Array(UInt32)}))
	  )
	  AND (site, device, boot, seq) IN (SELECT r.1, r.2, r.3, r.4 FROM ${given})
	ORDER BY received_at`;

/** Which of these events of a stream are stored; of several rows of one the first received. */
export async function storedIdentities(
	db: ClickHouse,
	stream: 'scan' | 'line' | 'vehicle' | 'station' | 'order',
	events: readonly Identity[]
): Promise<StoredIdentity[]> {
	if (events.length === 0) return [];
	const rows = await db.query<Omit<StoredIdentity, 'at'> & { readonly happened: number }>(
		'identities:stored',
		sql(stream),
		{
			sites: events.map(({ site }) => site),
			devices: events.map(({ device }) => device),
			boots: events.map(({ boot }) => boot),
			seqs: events.map(({ seq }) => seq)
		}
	);
	return rows.map(({ happened, ...row }) => ({ ...row, at: happened }));
}
