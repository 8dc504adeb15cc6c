import type { Stamp } from '../event.ts';
import { DAY_MS } from '../time.ts';
import { isRawObject, optional, required, type Reading } from './fields.ts';
import { boot, instant, seq } from './kinds.ts';
import { shown } from './shown.ts';

/** The times that are believed at one receipt; all epoch milliseconds. */
export interface ClockWindow {
	readonly now: number;
	readonly oldest: number;
}

/** 2015-01-01T00:00:00+08:00: whatever claims to be older comes from a clock that was never set. */
const FIRST_AT = Date.UTC(2014, 11, 31, 16);
const AHEAD_MS = DAY_MS;
const SUSPECT_MS = 10 * 60_000;

/** The window at `now` for events kept `retentionDays`. */
export function clockWindow(now: number, retentionDays: number): ClockWindow {
	return { now, oldest: Math.max(FIRST_AT, now - retentionDays * DAY_MS) };
}

/** `boot`, `seq` and `at` of an object, in this order, then the clock; undefined when one is refused. */
export function readStamp(reading: Reading, window: ClockWindow): Stamp | undefined {
	const bootName = required(reading, 'boot', boot);
	const number = required(reading, 'seq', seq);
	const at = readTime(reading, window);
	if (bootName === undefined || number === undefined || at === undefined) return undefined;
	return { boot: bootName, seq: number, at, clockSuspect: at - window.now >= SUSPECT_MS };
}

/** As `readStamp` for a status, which is not counted: its `boot` and `seq` may be absent. */
export function readStatusStamp(
	reading: Reading,
	window: ClockWindow
): { readonly boot: string | undefined; readonly at: number } | undefined {
	const bootName = optional(reading, 'boot', boot);
	optional(reading, 'seq', seq);
	const at = readTime(reading, window);
	return at === undefined ? undefined : { boot: bootName, at };
}

/**
 * As much of a refused object's stamp as can be read, so that the ledger can book it; '' and 0 otherwise.
 * A time outside of the window is none: such a refusal is booked to its receipt.
 */
export function readableStamp(
	value: unknown,
	window: ClockWindow
): { readonly boot: string; readonly seq: number; readonly at?: number } {
	if (!isRawObject(value)) return { boot: '', seq: 0 };
	const at = instant.parse(value['at']);
	const stamp = { boot: boot.parse(value['boot']) ?? '', seq: seq.parse(value['seq']) ?? 0 };
	return at !== undefined && isBelieved(at, window) ? { ...stamp, at } : stamp;
}

function readTime(reading: Reading, window: ClockWindow): number | undefined {
	const at = required(reading, 'at', instant);
	if (at === undefined || isBelieved(at, window)) return at;
	reading.fault ??= {
		reason: 'clock',
		detail:
			`at: ${at > window.now ? 'too far ahead' : 'too old'}; given ${shown(reading.object['at'])}; accepted: ` +
			`${new Date(window.oldest).toISOString()} to ${new Date(window.now + AHEAD_MS).toISOString()}`
	};
	return undefined;
}

function isBelieved(at: number, window: ClockWindow): boolean {
	return at >= window.oldest && at <= window.now + AHEAD_MS;
}
