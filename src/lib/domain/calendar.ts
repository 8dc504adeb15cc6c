/** Which days are workdays, by the statutory calendar of mainland China with its make-up workdays. */
import { announcements } from './statutory-days.ts';
import { DAY_MS, dayStart } from './time.ts';

/** A day that departs from Monday to Friday, or is a holiday in it. */
export interface CalendarDay {
	/** `YYYY-MM-DD`. */
	readonly date: string;
	readonly kind: 'holiday' | 'workday';
	/** The holiday that it is, or is worked for. */
	readonly name: string;
	/** Who said so. */
	readonly source: string;
}

/** A workday that was looked for, and whether every year that was looked at has data. */
export interface Workday {
	readonly day: string;
	readonly known: boolean;
}

/** Answers about business days, `YYYY-MM-DD` in Asia/Shanghai. Throws RangeError for what is no real day. */
export interface Calendar {
	/** In a year without data: Monday to Friday except 1 January, 1-2 May and 1-3 October. */
	isWorkday(day: string): boolean;
	/** The first workday after `day`. */
	nextWorkday(day: string): Workday;
	/** True when there is data for the year. */
	knows(year: number): boolean;
}

/** The days that the project ships with: 2025 and 2026. */
export const statutoryDays: readonly CalendarDay[] = announcements.flatMap(({ source, days }) =>
	days.map(([date, kind, name]) => ({ date, kind, name, source }))
);

/** The holidays that the law fixes by date, for years without data. */
const fixedHolidays = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03']);

/** A calendar of these days; of several rows for one day the last counts. */
export function createCalendar(rows: readonly CalendarDay[]): Calendar {
	const kinds = new Map(rows.map((row) => [numberOf(row.date), row.kind]));
	const years = new Set(rows.map((row) => row.date.slice(0, 4)));

	function isWorkday(number: number): boolean {
		const kind = kinds.get(number);
		if (kind !== undefined) return kind === 'workday';
		const day = textOf(number);
		if (!years.has(day.slice(0, 4)) && fixedHolidays.has(day.slice(5))) return false;
		const weekday = new Date(number * DAY_MS).getUTCDay();
		return weekday >= 1 && weekday <= 5;
	}

	return {
		isWorkday: (day) => isWorkday(numberOf(day)),
		nextWorkday(day) {
			let known = true;
			let number = numberOf(day);
			do {
				number++;
				known &&= years.has(textOf(number).slice(0, 4));
			} while (!isWorkday(number));
			return { day: textOf(number), known };
		},
		knows: (year) => years.has(String(year).padStart(4, '0'))
	};
}

/** Days since 1 January 1970. */
function numberOf(day: string): number {
	const start = dayStart(day);
	if (start === undefined) throw new RangeError(`no such day: ${day}`);
	return Math.ceil(start / DAY_MS);
}

function textOf(number: number): string {
	return new Date(number * DAY_MS).toISOString().slice(0, 10);
}
