/**
 * The time of a packet, read digit by digit: it is read for every object that arrives, and this way costs
 * a tenth of a regular expression.
 */
import { DAY_MS } from '../time.ts';

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Epoch milliseconds of a strict RFC 3339 time, or undefined: `T` between date and time, seconds, an
 * offset, a real date; no `:60`, no `24:00`. Digits beyond milliseconds are cut off.
 */
export function parsePacketInstant(text: string): number | undefined {
	const century = twoDigits(text, 0);
	const year = century * 100 + twoDigits(text, 2);
	const month = twoDigits(text, 5);
	const day = twoDigits(text, 8);
	const hour = twoDigits(text, 11);
	const minute = twoDigits(text, 14);
	const second = twoDigits(text, 17);
	// Not a digit is NaN, and no comparison with NaN holds.
	const isReal =
		year >= 0 &&
		month >= 1 &&
		month <= 12 &&
		day >= 1 &&
		day <= daysIn(year, month) &&
		hour <= 23 &&
		minute <= 59 &&
		second <= 59;
	if (!isReal || !hasSeparators(text)) return undefined;

	const afterFraction = text.charCodeAt(19) === DOT ? endOfDigits(text, 20) : 19;
	if (afterFraction === 20) return undefined;
	const offset = parseOffset(text, afterFraction);
	if (offset === undefined) return undefined;
	const ms = afterFraction === 19 ? 0 : milliseconds(text, afterFraction);
	return (
		Date.UTC(year + 400, month - 1, day, hour, minute, second, ms) - FOUR_CENTURIES_MS - offset
	);
}

/** The calendar repeats every 400 years. `Date.UTC` alone takes the years 0-99 for 1900-1999. */
const FOUR_CENTURIES_MS = 146_097 * DAY_MS;

const DASH = 45;
const DOT = 46;
const COLON = 58;
const PLUS = 43;

function hasSeparators(text: string): boolean {
	return (
		text.charCodeAt(4) === DASH &&
		text.charCodeAt(7) === DASH &&
		(text[10] === 'T' || text[10] === 't') &&
		text.charCodeAt(13) === COLON &&
		text.charCodeAt(16) === COLON
	);
}

/** The offset that ends the text, in milliseconds east of UTC. */
function parseOffset(text: string, at: number): number | undefined {
	const sign = text.charCodeAt(at);
	if (text.length === at + 1) return text[at] === 'Z' || text[at] === 'z' ? 0 : undefined;
	if (text.length !== at + 6 || text.charCodeAt(at + 3) !== COLON) return undefined;
	const hours = twoDigits(text, at + 1);
	const minutes = twoDigits(text, at + 4);
	if (!(hours <= 23 && minutes <= 59) || (sign !== PLUS && sign !== DASH)) return undefined;
	return (sign === DASH ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function milliseconds(text: string, end: number): number {
	const hundreds = digit(text, 20) * 100;
	const tens = end > 21 ? digit(text, 21) * 10 : 0;
	return hundreds + tens + (end > 22 ? digit(text, 22) : 0);
}

function endOfDigits(text: string, start: number): number {
	let end = start;
	while (digit(text, end) >= 0) end++;
	return end;
}

function daysIn(year: number, month: number): number {
	const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
	return month === 2 && isLeap ? 29 : (monthDays[month - 1] ?? 0);
}

function twoDigits(text: string, at: number): number {
	return digit(text, at) * 10 + digit(text, at + 1);
}

/** The digit at a place, or NaN. */
function digit(text: string, at: number): number {
	const value = text.charCodeAt(at) - 48;
	return value >= 0 && value <= 9 ? value : NaN;
}
