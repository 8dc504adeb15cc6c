import type { Period } from '#domain/line.ts';
import { lineKey } from '#domain/line-visit.ts';
import { outputOf, standingOf, type Output, type Standing } from '#domain/line-output.ts';
import { RATE_WINDOW_MS } from '#domain/oee.ts';
import { shiftOf, type Shift } from '#domain/shift.ts';
import { DAY_MS, HOUR_MS, floorTo } from '#domain/time.ts';
import type { ClickHouse } from './client.ts';
import { lineSpans, type LineSpans } from './line-spans.ts';
import { inScope } from './place.ts';

/** A line that said nothing for so many days is no longer listed. Assumed. */
const LISTED_DAYS = 30;

/** The lines of a scope as of an instant (epoch ms). */
export interface LinesAsk {
	readonly scope: string;
	readonly asOf: number;
}

/** A line now, today and in the shift that runs. */
export interface Line {
	readonly site: string;
	readonly device: string;
	readonly standing: Standing;
	readonly today: Output;
	readonly shift: Shift;
	readonly inShift: Output;
	/** Items made an hour over the last 15 minutes; null without a report in them. */
	readonly perHour: number | null;
}

// The ledger knows in which hour a line was last heard of, so that only that hour is read.
const lastHeard = `(site, device, toStartOfHour(at)) IN (
	SELECT site, device, max(hour) FROM seq_seen
	WHERE stream = 'line' AND NOT is_rejected AND hour >= fromUnixTimestamp64Milli({from:Int64})
		AND hour < fromUnixTimestamp64Milli({to:Int64}) AND {only}
	GROUP BY site, device)`;

/**
 * The last reports before `before`, a whole hour, of the lines that hold `condition` of `site` and `device`: of
 * the last hour in which each reported, up to 30 days back.
 */
function earlierSpans(
	db: ClickHouse,
	before: number,
	condition: string,
	parameters: Readonly<Record<string, string>>
): Promise<LineSpans[]> {
	return lineSpans(db, {
		...{ from: before - LISTED_DAYS * DAY_MS, to: before, periods: [], parameters },
		condition: `${condition} AND ${lastHeard.replace('{only}', condition)}`
	});
}

/** Every line of a scope that reported in the last 30 days, by site and device. */
export async function lines(db: ClickHouse, { scope, asOf }: LinesAsk): Promise<Line[]> {
	const shift = shiftOf(asOf);
	const windowFrom = asOf - RATE_WINDOW_MS;
	const dayFrom = floorTo(asOf, DAY_MS);
	const from = Math.min(dayFrom, floorTo(windowFrom, HOUR_MS));
	const [today, inShift, lately] = [dayFrom, shift.from, windowFrom].map((start) => ({
		from: start,
		to: asOf
	})) as [Period, Period, Period];
	const condition = inScope('site');
	const parameters = { scope };
	const [earlier, now] = await Promise.all([
		earlierSpans(db, from, condition, parameters),
		lineSpans(db, {
			...{ condition, parameters, from, to: asOf + 1 },
			periods: [today, inShift, lately]
		})
	]);
	const before = byKey(earlier);
	const since = byKey(now);
	const found = [...new Set([...before.keys(), ...since.keys()])].sort();
	const rows = found.flatMap((key): Line[] => {
		const { site, device } = since.get(key) ?? before.get(key) ?? { site: '', device: '' };
		const past = before.get(key)?.spans ?? [];
		const spans = since.get(key)?.spans ?? [];
		const standing = standingOf([...past, ...spans], asOf);
		if (!standing) return [];
		const made = outputOf(past, spans, 2, lately).made;
		return [
			{
				...{ site, device, standing, shift },
				today: outputOf(past, spans, 0, today),
				inShift: outputOf(past, spans, 1, inShift),
				perHour:
					made === null || standing.lastAt <= windowFrom ? null : (made * HOUR_MS) / RATE_WINDOW_MS
			}
		];
	});
	return withBeginnings(db, rows, [earlier, now], { from: from - DAY_MS, to: from });
}

/** Looks a day further back for when the state began of lines that have had it all along. */
async function withBeginnings(
	db: ClickHouse,
	rows: readonly Line[],
	known: readonly (readonly LineSpans[])[],
	range: Period
): Promise<Line[]> {
	const open = rows.filter(
		({ standing }) => standing.isOpenBefore && standing.lastAt >= range.from
	);
	if (open.length === 0) return [...rows];
	const further = byKey(
		await lineSpans(db, {
			...range,
			periods: [],
			condition: '(site, device) IN arrayZip({sites:Array(String)}, {devices:Array(String)})',
			parameters: { sites: open.map(({ site }) => site), devices: open.map(({ device }) => device) }
		})
	);
	const [earlier = new Map<string, LineSpans>(), now = new Map<string, LineSpans>()] =
		known.map(byKey);
	return rows.map((row) => {
		const key = lineKey(row.site, row.device);
		const spans = further.get(key)?.spans;
		if (!spans) return row;
		// The day before holds the hour that was read first.
		const all = [
			...spans,
			...(earlier.get(key)?.spans ?? []).filter(({ lastAt }) => lastAt < range.from),
			...(now.get(key)?.spans ?? [])
		];
		const standing = standingOf(all, row.standing.lastAt);
		return standing ? { ...row, standing: { ...row.standing, since: standing.since } } : row;
	});
}

function byKey(of: readonly LineSpans[]): ReadonlyMap<string, LineSpans> {
	return new Map(of.map((line) => [lineKey(line.site, line.device), line]));
}
