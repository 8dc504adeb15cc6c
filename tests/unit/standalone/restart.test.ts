import { describe, expect, it } from 'vitest';
import {
	afterDeath,
	noDeaths,
	STABLE_MS,
	wordsOnDeath,
	wordsOnRecovery
} from '../../../standalone/restart.ts';

const killed = { code: null, signal: 'SIGKILL' } as const;
const series = (deaths: number, since = 0) => ({ deaths, since });

describe('afterDeath', () => {
	it.each([
		['the first death', noDeaths, 0, 5_000, 1, 200],
		['a first death after a long life', noDeaths, 0, 9_000_000, 1, 200],
		['the second, at once', series(1), 200, 250, 2, 400],
		['the third', series(2), 650, 700, 3, 800],
		['the sixth', series(5), 6_000, 6_100, 6, 6_400],
		['the seventh, at the cap', series(6), 12_600, 12_700, 7, 10_000],
		['the hundredth', series(99), 900_000, 900_100, 100, 10_000],
		['just before it was well', series(6), 1_000, 1_000 + STABLE_MS - 1, 7, 10_000],
		['once it was well', series(6), 1_000, 1_000 + STABLE_MS, 1, 200]
	] as const)('%s', (_name, before, startedAt, now, deaths, delayMs) => {
		const next = afterDeath(before, startedAt, now);
		expect(next.series.deaths).toBe(deaths);
		expect(next.delayMs).toBe(delayMs);
	});

	it('remembers when the series began, and begins a new one with its first death', () => {
		expect(afterDeath(series(1, 100), 300, 350).series.since).toBe(100);
		expect(afterDeath(series(3, 100), 300, 300 + STABLE_MS).series.since).toBe(300 + STABLE_MS);
	});
});

describe('what is said', () => {
	it.each([
		['the first death', series(1), killed, 0, 'ended (SIGKILL), starting it again'],
		[
			"a Ctrl-C that came before the supervisor's",
			series(1),
			{ code: null, signal: 'SIGINT' },
			0,
			null
		],
		['the second', series(2), killed, 200, null],
		['the third', series(3), killed, 600, null],
		[
			'several, once',
			series(4),
			{ code: 1, signal: null },
			1_600,
			'ended 4 times in 2 s (exit code 1), trying again at most every 10 s'
		],
		['the fifth', series(5), killed, 3_200, null],
		['the hundredth', series(100), killed, 900_000, null]
	] as const)('%s', (_name, deaths, exit, now, words) => {
		expect(wordsOnDeath(exit, deaths, now)).toBe(words);
	});

	it('tells of a recovery when several deaths were told', () => {
		expect(wordsOnRecovery(series(3))).toBeNull();
		expect(wordsOnRecovery(series(7))).toBe('runs again, after 7 deaths');
	});
});
