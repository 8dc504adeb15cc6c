/** How old what is shown may be, and what a screen says about it. */

/** Older than this, data is marked; a link that says nothing for as long is dead. Milliseconds, assumed. */
export const LATE_MS = 5_000;
/** Older than this, data is greyed. Milliseconds, assumed. */
const STOPPED_MS = 15_000;

/** What stands between the screen and the server. */
export type Link = 'connecting' | 'up' | 'reconnecting' | 'refused';

/** The state of the whole screen: no frame yet, all well, late, at a standstill, not let in. */
export type Status = 'connecting' | 'live' | 'stale' | 'dead' | 'refused';

/** Milliseconds: the age of the data, and how long nothing has come; undefined before the first state. */
export interface Seen {
	readonly link: Link;
	readonly ageMs: number | undefined;
	readonly silentMs: number;
}

/** What the screen has to say. */
export function statusOf({ link, ageMs, silentMs }: Seen): Status {
	if (link === 'refused') return 'refused';
	if (ageMs === undefined) return 'connecting';
	// The figures that the page came with stand for as long as frames may be away.
	if (link === 'connecting' && ageMs <= LATE_MS && silentMs < LATE_MS) return 'connecting';
	if (ageMs > STOPPED_MS || silentMs >= LATE_MS) return 'dead';
	return ageMs > LATE_MS || link !== 'up' ? 'stale' : 'live';
}

/** A server's clock that was set back by more than this is followed, milliseconds. */
const CLOCK_STEP_MS = 1_000;

/**
 * Server time minus monotonic time after a frame that says `seen`: the frame that travelled fastest
 * tells it best, so that a clock drawn from it does not tremble.
 */
export function offsetAfter(before: number | undefined, seen: number): number {
	if (before === undefined || seen > before || before - seen > CLOCK_STEP_MS) return seen;
	return before;
}
