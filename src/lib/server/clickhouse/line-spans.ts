/** The reports of lines by boot, in SQL: `spansOf` of src/lib/domain/line-output.ts says what each span means. */
import { packmlStates } from '#domain/event.ts';
import type { Period } from '#domain/line.ts';
import type { BootSpan, Counters, Gain } from '#domain/line-output.ts';
import { DAY_MS } from '#domain/time.ts';
import type { ClickHouse } from './client.ts';

/** The spans of one line. */
export interface LineSpans {
	readonly site: string;
	readonly device: string;
	readonly spans: readonly BootSpan[];
}

/** Which reports are read: `at` in [from, to), and `condition` of the key's columns, with its parameters. */
export interface SpansAsk extends Period {
	readonly condition: string;
	readonly parameters: Readonly<Record<string, string | number | readonly string[]>>;
	readonly periods: readonly Period[];
}

interface Row extends Omit<BootSpan, 'first' | 'last' | 'state' | 'gains' | 'fault' | 'kind'> {
	readonly site: string;
	readonly device: string;
	readonly state: number;
	readonly fault: string;
	readonly kind: BootSpan['kind'] | '';
	readonly firsts: readonly number[];
	readonly lasts: readonly number[];
	/** Of each period, in the order of `Gain`. */
	readonly gains: readonly (readonly [number, number, number, number])[];
}

const instant = (name: string) => `fromUnixTimestamp64Milli({${name}:Int64})`;

/** Values of a column in the order of seq. */
const inOrder = (value: string) => `arraySort((x, k) -> k, groupArray(${value}), seqs)`;

// Where a report does not say, the counter stands as it did; -1 where no report of the span says it.
const counter = (value: string) => `arrayReverseFill(x -> x >= 0, arrayFill(x -> x >= 0,
	${inOrder(`ifNull(${value}, -1)`)}))`;

const growth = (values: string) =>
	`arrayMap((d, v) -> if(d < 0, v, d), arrayDifference(${values}), ${values})`;

const inPeriod = (gains: string, i: number) =>
	`arraySum((g, a) -> if(a > {from${i}:Int64} AND a <= {to${i}:Int64}, g, 0), ${gains}, ats)`;

const gainOf = (_: Period, i: number) =>
	`[${['made', 'refused', 'planning', 'executed'].map((name) => `toFloat64(${inPeriod(name, i)})`).join()}]`;

// Arrays instead of windows: a third of the time. Key columns only in PREWHERE, which FINAL applies before it
// merges; a suspect report lies up to a day after the time that it counts at.
const statement = (condition: string, periods: readonly Period[]) => `
	SELECT site, device, boot, ats[1] AS firstAt, ats[-1] AS lastAt, arrayMin(seqs) AS firstSeq,
		[totals[1], rejects[1], plans[1]] AS firsts, [totals[-1], rejects[-1], plans[-1]] AS lasts,
		states[-1] AS state, last_fault AS fault, last_kind AS kind, rated AS ratedPerHour,
		ats[arrayLastIndex(s -> s != states[-1], states) + 1] AS runFrom,
		[${periods.map(gainOf).join()}]::Array(Array(Float64)) AS gains
	FROM (
		SELECT site, device, boot, groupArray(seq) AS seqs,
			${inOrder('toUnixTimestamp64Milli(counted_at)')} AS ats,
			${counter('toInt64(total)')} AS totals,
			${counter('toInt64(rejected)')} AS rejects,
			${counter('planned_seconds')} AS plans,
			${inOrder('toUInt8(indexOf({states:Array(String)}, state))')} AS states,
			argMax(fault, seq) AS last_fault, argMaxIf(kind, seq, kind != '') AS last_kind,
			argMax(rated_per_hour, seq) AS rated,
			${growth('totals')} AS made, ${growth('rejects')} AS refused, ${growth('plans')} AS planning,
			arrayMap((d, s) -> if(s = {execute:UInt8}, greatest(d, 0), 0),
				arrayDifference(ats), arrayPushFront(arrayPopBack(states), 0)) AS executed
		FROM line_event FINAL
		PREWHERE at >= ${instant('from')} AND at < ${instant('lastStored')} AND (${condition})
		WHERE counted_at >= ${instant('from')} AND counted_at < ${instant('to')}
		GROUP BY site, device, boot
	)`;

/** The spans of every line asked for; a line without a report has none and is left out. */
export async function lineSpans(db: ClickHouse, ask: SpansAsk): Promise<LineSpans[]> {
	const bounds = ask.periods.flatMap(({ from, to }, i) => [
		[`from${i}`, from],
		[`to${i}`, to]
	]);
	const rows = await db.query<Row>('line-spans', statement(ask.condition, ask.periods), {
		...ask.parameters,
		...(Object.fromEntries(bounds) as Record<string, number>),
		...{ from: ask.from, to: ask.to, lastStored: ask.to + DAY_MS },
		states: packmlStates,
		execute: codeOf('Execute')
	});
	const lines = Map.groupBy(rows, ({ site, device }) => `${site} ${device}`);
	return [...lines.values()].flatMap((of) => {
		const [line] = of;
		return line ? [{ site: line.site, device: line.device, spans: of.flatMap(spanOf) }] : [];
	});
}

/** The place of a state in the vocabulary, from 1, as SQL counts. */
function codeOf(state: (typeof packmlStates)[number]): number {
	return packmlStates.indexOf(state) + 1;
}

function spanOf(row: Row): BootSpan[] {
	const state = packmlStates[row.state - 1];
	if (!state) return [];
	const { boot, firstAt, firstSeq, lastAt, runFrom, ratedPerHour } = row;
	return [
		{
			...{ boot, firstAt, firstSeq, lastAt, runFrom, ratedPerHour, state },
			first: countersOf(row.firsts),
			last: countersOf(row.lasts),
			fault: row.fault === '' ? null : row.fault,
			kind: row.kind === '' ? null : row.kind,
			gains: row.gains.map(gainIn)
		}
	];
}

function countersOf(values: readonly number[]): Counters {
	const [total = null, rejected = null, plannedSeconds = null] = values.map((value) =>
		value < 0 ? null : value
	);
	return { total, rejected, plannedSeconds };
}

function gainIn([total, rejected, plannedSeconds, executeMs]: Row['gains'][number]): Gain {
	return { total, rejected, plannedSeconds, executeMs };
}
