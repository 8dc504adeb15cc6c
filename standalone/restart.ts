/** Decides when a process that died is started again, and what is said about it. */
import type { Exit } from './program.ts';

/** Deaths in a row, each after less than `STABLE_MS` of life, and when the first was. */
export interface Series {
	readonly deaths: number;
	readonly since: number;
}

/** Before the first death. */
export const noDeaths: Series = { deaths: 0, since: 0 };

/** Whoever lives so long is well again. */
export const STABLE_MS = 30_000;

const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 10_000;
/** From this death of a series on it is not said any more. */
const OFTEN = 4;
const fromTerminal: readonly Exit['signal'][] = ['SIGINT', 'SIGHUP'];

/** The series after a death at `now` of a process started at `startedAt`, and how long to wait before the next start. */
export function afterDeath(
	before: Series,
	startedAt: number,
	now: number
): { series: Series; delayMs: number } {
	const isAnother = before.deaths > 0 && now - startedAt < STABLE_MS;
	const series = isAnother
		? { deaths: before.deaths + 1, since: before.since }
		: { deaths: 1, since: now };
	return {
		series,
		delayMs: Math.min(FIRST_DELAY_MS * 2 ** (series.deaths - 1), MAX_DELAY_MS)
	};
}

/** What is said of the last death of a series, or null: the first, and once that there are several. */
export function wordsOnDeath(exit: Exit, series: Series, now: number): string | null {
	// Ctrl-C reaches a process that has only begun, too, and then all of this is about to stop.
	if (series.deaths === 1 && fromTerminal.includes(exit.signal)) return null;
	if (series.deaths === 1) return `ended (${reasonOf(exit)}), starting it again`;
	if (series.deaths !== OFTEN) return null;
	const seconds = Math.max(1, Math.round((now - series.since) / 1000));
	return `ended ${OFTEN} times in ${seconds} s (${reasonOf(exit)}), trying again at most every ${MAX_DELAY_MS / 1000} s`;
}

/** What is said when a process has lived `STABLE_MS` after a series, or null. */
export function wordsOnRecovery(series: Series): string | null {
	return series.deaths < OFTEN ? null : `runs again, after ${series.deaths} deaths`;
}

/** How a process ended, in a word or two. */
export function reasonOf({ code, signal }: Exit): string {
	if (signal !== null) return signal;
	return code === null ? 'it could not be started' : `exit code ${code}`;
}
