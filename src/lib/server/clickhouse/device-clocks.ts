import type { ClickHouse } from './client.ts';
import type { Page } from './page.ts';
import { inScope } from './place.ts';

/** Which devices are asked for: known by `asOf`, those whose status changed last first. */
export interface DevicesAsk extends Page {
	readonly scope: string;
	/** Only those whose clock is, or is not, more than two minutes ahead. */
	readonly clockFlagged: boolean | undefined;
}

/** A device as it said and as its messages show. `online` and `since` (epoch ms) are null without a status. */
export interface Device {
	readonly site: string;
	readonly device: string;
	readonly online: boolean | null;
	readonly since: number | null;
	/** The least of receipt − own time of its last messages; null until there were fifty. */
	readonly skewMs: number | null;
	readonly clockFlagged: boolean;
	/** Place in the list: epoch ms, and a text that no other device of that time has. */
	readonly at: number;
	readonly id: string;
}

// A status is as of the page's instant; the clock is as of now.
const devices = `SELECT site, device,
		anyLast(is_online) AS online, anyLast(since_ms) AS since, anyLast(skew) AS skewMs,
		max(is_flagged) AS clockFlagged, ifNull(since, 0) AS at, hex(sipHash64(site, device)) AS id
	FROM (
		SELECT site, device, CAST(argMax(online, received_at) AS Nullable(Bool)) AS is_online,
			CAST(toUnixTimestamp64Milli(max(received_at)) AS Nullable(Int64)) AS since_ms,
			CAST(NULL AS Nullable(Int64)) AS skew, false AS is_flagged
		FROM device_status
		WHERE received_at <= fromUnixTimestamp64Milli({asOf:Int64}) AND ${inScope('site')}
		GROUP BY site, device
		UNION ALL
		SELECT site, device, NULL, NULL, skew_ms, flagged
		FROM device_clock FINAL WHERE ${inScope('site')}
	)
	GROUP BY site, device
	HAVING {flagged:String} = '' OR clockFlagged = ({flagged:String} = 'true')`;

/** A page of devices, and how many there are in all. */
export async function listDevices(
	db: ClickHouse,
	ask: DevicesAsk
): Promise<{ readonly items: readonly Device[]; readonly total: number }> {
	const { scope, asOf, limit } = ask;
	const flagged = ask.clockFlagged === undefined ? '' : String(ask.clockFlagged);
	const given = { scope, asOf, flagged };
	const after = ask.after ?? { at: Number.MAX_SAFE_INTEGER, id: '' };
	const [counted, items] = await Promise.all([
		db.query<{ total: number }>(
			'devices:total',
			`SELECT count() AS total FROM (${devices})`,
			given
		),
		db.query<Device>(
			'devices',
			`SELECT * FROM (${devices}) WHERE (at, id) < ({at:Int64}, {id:String})
			ORDER BY at DESC, id DESC LIMIT {limit:UInt32}`,
			{ ...given, ...after, limit }
		)
	]);
	return { items, total: counted[0]?.total ?? 0 };
}

/** A device whose clock is known to be ahead; `since` in epoch ms. */
export interface FlaggedClock {
	readonly site: string;
	readonly device: string;
	readonly skewMs: number;
	readonly flagged: boolean;
	readonly since: number;
}

/** The flagged devices, at most `limit`, the latest first: what ingest goes on from. */
export async function flaggedClocks(
	db: Pick<ClickHouse, 'query'>,
	limit: number
): Promise<FlaggedClock[]> {
	return db.query<FlaggedClock>(
		'ingest:flagged-clocks',
		`SELECT site, device, skew_ms AS skewMs, flagged, toUnixTimestamp64Milli(at) AS since
		FROM device_clock FINAL WHERE flagged ORDER BY at DESC LIMIT {limit:UInt32}`,
		{ limit }
	);
}
