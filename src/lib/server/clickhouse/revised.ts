import { DAY_MS, MINUTE_MS } from '#domain/time.ts';
import type { ClickHouse } from './client.ts';
import { inScope } from './place.ts';

/** A business day is closed so long after its end. */
export const CLOSE_MS = 2 * MINUTE_MS;

/** Minutes looked into by the first statement; each further one looks into ten times as many. */
const FIRST_MINUTES = 10;

const instant = (name: string) => `fromUnixTimestamp64Milli({${name}:Int64})`;
const closeOf = (column: string) =>
	`toDateTime64(toStartOfDay(${column}) + INTERVAL 1 DAY + INTERVAL ${CLOSE_MS / 1000} SECOND, 3)`;

// A suspect event counts at its receipt: it is never late.
const LATE_MINUTES = `
	SELECT DISTINCT toUnixTimestamp(toStartOfMinute(at)) AS minute
	FROM scan_event
	WHERE at >= ${instant('from')} AND at < ${instant('to')} AND received_at >= ${instant('firstClose')}
	  AND NOT clock_suspect AND received_at >= ${closeOf('at')}
	  AND (${inScope('site')} OR ${inScope('dest')})
	ORDER BY minute`;

// All copies of an event lie in one minute: whether it is new or was sent again shows there.
const NEW_SCAN = `
	SELECT 1 AS found
	FROM scan_event
	WHERE at >= ${instant('from')} AND at < ${instant('to')}
	  AND toStartOfMinute(at) IN (SELECT toDateTime(arrayJoin({minutes:Array(UInt32)}), 'Asia/Shanghai'))
	GROUP BY at, site, device, boot, seq
	HAVING min(received_at) >= ${closeOf('at')} AND NOT argMin(clock_suspect, received_at)
	   AND (${inScope('site')} OR ${inScope('argMin(dest, received_at)')})
	LIMIT 1`;

/**
 * True when one of the business days in [from, to) (epoch ms, their starts) changed after it was closed,
 * which it is at 00:02 of the next: a scan at a place of the scope, or of an item bound there, was received
 * first after that. A copy of an older scan changes nothing. Reads an index only when nothing is late.
 */
export async function isRevised(
	db: Pick<ClickHouse, 'query'>,
	ask: { readonly scope: string; readonly from: number; readonly to: number },
	now: number
): Promise<boolean> {
	const { scope, from, to } = ask;
	const firstClose = from + DAY_MS + CLOSE_MS;
	if (now < firstClose) return false;
	const late = await db.query<{ minute: number }>('revised:minutes', LATE_MINUTES, {
		scope,
		from,
		to,
		firstClose
	});
	for (let done = 0, next = FIRST_MINUTES; done < late.length; done += next, next *= 10) {
		const minutes = late.slice(done, done + next).map((row) => row.minute);
		if ((await db.query('revised', NEW_SCAN, { scope, from, to, minutes })).length > 0) return true;
	}
	return false;
}
