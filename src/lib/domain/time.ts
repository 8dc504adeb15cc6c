/**
 * Time in Youkan: instants are epoch milliseconds (UTC); the business clock is Asia/Shanghai, which
 * has been UTC+8 without daylight saving since 1991, so a fixed offset is exact.
 */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
const OFFSET_MS = 8 * HOUR_MS;

const strict =
	/^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d\d):(\d\d))$/;

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
	const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
	return month === 2 && leap ? 29 : (monthDays[month - 1] ?? 0);
}

/**
 * Epoch milliseconds of an RFC 3339 time with seconds and an offset, or undefined. Real dates only;
 * `:60` and `24:00` are refused; digits beyond milliseconds are cut off.
 */
export function parseInstant(text: string): number | undefined {
	const m = strict.exec(text);
	if (!m) return undefined;
	const [year, month, day, hour, minute, second] = m.slice(1, 7).map(Number) as [
		number,
		number,
		number,
		number,
		number,
		number
	];
	const offsetHour = Number(m[10] ?? 0);
	const offsetMinute = Number(m[11] ?? 0);
	if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
	if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59)
		return undefined;
	const ms = Number((m[7] ?? '').padEnd(3, '0').slice(0, 3));
	const offset = (m[9] === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute) * 60_000;
	// Date.UTC maps the years 0-99 to 1900-1999; no business time lies there.
	if (year < 100) return undefined;
	return Date.UTC(year, month - 1, day, hour, minute, second, ms) - offset;
}

/** The RFC 3339 form of an instant at +08:00; milliseconds only when there are any. */
export function formatInstant(ms: number): string {
	const text = new Date(ms + OFFSET_MS).toISOString();
	return `${ms % 1000 === 0 ? text.slice(0, 19) : text.slice(0, 23)}+08:00`;
}

/** The business day (`YYYY-MM-DD`, Asia/Shanghai) of an instant. */
export function dayOf(ms: number): string {
	return new Date(ms + OFFSET_MS).toISOString().slice(0, 10);
}

/** The instant at which a business day begins, or undefined when the text is no real day. */
export function dayStart(day: string): number | undefined {
	return /^\d{4}-\d\d-\d\d$/.test(day) ? parseInstant(`${day}T00:00:00+08:00`) : undefined;
}

/** The clock time `HH:mm:ss` of an instant in Asia/Shanghai. */
export function clockOf(ms: number): string {
	return new Date(ms + OFFSET_MS).toISOString().slice(11, 19);
}

/** An instant rounded down to a multiple of `stepMs` on the business clock, whose days begin at 00:00 +08:00. */
export function floorTo(ms: number, stepMs: number): number {
	return Math.floor((ms + OFFSET_MS) / stepMs) * stepMs - OFFSET_MS;
}
