import type { ClickHouse } from './client.ts';
import { inScope } from './place.ts';

/** By which of an item's places it is counted. */
export const bases = ['origin', 'dest', 'place'] as const;
export type Basis = (typeof bases)[number];

/** Distinct items by what happened to them in [fromDay, toDay] (business days, both inclusive). */
export interface DayCounts {
	readonly accepted: number;
	readonly delivered: number;
	readonly attempted: number;
}

/** The items whose acceptance lies in the scope, by origin or destination. */
const acceptedIn = (column: 'site' | 'dest') =>
	`SELECT mail_key FROM item_milestone WHERE event = 'accepted' AND ${inScope(column)}`;

const plates = `SELECT mail_key FROM item_milestone WHERE event = 'accepted' AND project = 'PLATE'`;

/** True for a row that delivers its item: a fitted plate is delivered, too. */
const delivers = `(event = 'delivered' OR (event = 'plate_fitted' AND mail_key IN (${plates})))`;

/** Beyond every DateTime64 that an event can have. */
const END_OF_TIME = Date.UTC(2200, 0, 1);

function placed(basis: Basis): string {
	const column = basis === 'origin' ? 'site' : 'dest';
	return basis === 'place'
		? inScope('site')
		: `({scope:String} = 'cn' OR mail_key IN (${acceptedIn(column)}))`;
}

/**
 * `accepted` is counted by origin and the rest by destination, unless `basis` says otherwise. What happened
 * after `until` (epoch ms) is left out.
 */
export async function dayCounts(
	db: ClickHouse,
	ask: {
		scope: string;
		basis?: Basis | undefined;
		fromDay: string;
		toDay: string;
		until?: number | undefined;
	}
): Promise<DayCounts> {
	const accepted = ask.basis === 'dest' ? inScope('dest') : inScope('site');
	const sql = `
		SELECT
			uniqExactIf(mail_key, event = 'accepted' AND ${accepted}) AS accepted,
			uniqExactIf(mail_key, ${delivers} AND ${placed(ask.basis ?? 'dest')}) AS delivered,
			uniqExactIf(mail_key, event = 'attempted' AND ${placed(ask.basis ?? 'dest')}) AS attempted
		FROM item_milestone
		WHERE event IN ('accepted', 'delivered', 'plate_fitted', 'attempted')
		  AND day >= {fromDay:Date} AND day <= {toDay:Date}
		  AND counted_at <= fromUnixTimestamp64Milli({until:Int64})`;
	const rows = await db.query<DayCounts>('day-counts', sql, {
		scope: ask.scope,
		fromDay: ask.fromDay,
		toDay: ask.toDay,
		until: ask.until ?? END_OF_TIME
	});
	return rows[0] ?? { accepted: 0, delivered: 0, attempted: 0 };
}
