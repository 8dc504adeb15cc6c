import type { LineEvent, Period } from '#domain/line.ts';
import { HOUR_MS } from '#domain/time.ts';
import type { ClickHouse } from './client.ts';

/** A report as far as the states of a line go. */
export type StateReport = Pick<LineEvent, 'boot' | 'seq' | 'at' | 'state' | 'fault'>;

/** So far back the report may lie that says what a line was doing when the period began. */
const BEFORE_MS = HOUR_MS;

// A suspect report counts at its receipt, up to a day before its own time.
const SQL = `
	SELECT boot, seq, toUnixTimestamp64Milli(counted_at) AS counted, state, nullIf(toString(fault), '') AS fault
	FROM line_event FINAL
	PREWHERE at >= fromUnixTimestamp64Milli({from:Int64})
		AND at < fromUnixTimestamp64Milli({to:Int64}) + INTERVAL 1 DAY
		AND site = {site:String} AND device = {device:String}
	WHERE counted_at >= fromUnixTimestamp64Milli({from:Int64}) AND counted_at < fromUnixTimestamp64Milli({to:Int64})
	ORDER BY counted, boot, seq`;

/** The reports of one line in a period (epoch ms) and in the hour before it, oldest first. */
export async function stateReports(
	db: ClickHouse,
	{ site, device }: { readonly site: string; readonly device: string },
	{ from, to }: Period
): Promise<StateReport[]> {
	const rows = await db.query<Omit<StateReport, 'at'> & { readonly counted: number }>(
		'line-states',
		SQL,
		{ site, device, from: from - BEFORE_MS, to }
	);
	return rows.map(({ counted, ...report }) => ({ ...report, at: counted }));
}
