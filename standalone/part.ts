import type { Clock } from '#server/clock.ts';
import { EXIT_CONFIG } from '#server/env.ts';
import { startProgram, type Exit, type Output, type Program, type Running } from './program.ts';
import {
	afterDeath,
	noDeaths,
	STABLE_MS,
	wordsOnDeath,
	wordsOnRecovery,
	type Series
} from './restart.ts';

/** A process that is kept running until `end`. */
export interface Part {
	readonly name: string;
	/** The process that runs now, null between a death and the next start. */
	readonly running: Running | null;
	/** Deaths in a row. */
	readonly deaths: number;
	/** Ends it, by SIGKILL after `deadlineMs`, and starts it again. */
	renew(deadlineMs: number): void;
	/** Ends it for good: SIGTERM, then SIGKILL after `deadlineMs`. Resolves when it is gone. */
	end(deadlineMs: number): Promise<{ wasKilled: boolean }>;
}

export interface PartEvents {
	readonly output: Output;
	/** A death, a recovery: one line for people. */
	say(words: string): void;
	/** It refuses its configuration: starting it again would change nothing. */
	refused(): void;
}

/** Starts a program and keeps it running: one that dies is started again, later each time. */
export function keepRunning(program: Program, clock: Clock, events: PartEvents): Part {
	let running: Running | null = null;
	let series: Series = noDeaths;
	let isOver = false;
	let cancelTimer: () => void = () => undefined;

	function start(): void {
		const startedAt = clock.now();
		running = startProgram(program, clock, events.output);
		cancelTimer = clock.after(STABLE_MS, () => {
			const words = wordsOnRecovery(series);
			series = noDeaths;
			if (words !== null) events.say(words);
		});
		void running.exited.then((exit) => died(exit, startedAt));
	}

	function died(exit: Exit, startedAt: number): void {
		cancelTimer();
		running = null;
		if (isOver) return;
		if (exit.code === EXIT_CONFIG) {
			isOver = true;
			events.refused();
			return;
		}
		const now = clock.now();
		const next = afterDeath(series, startedAt, now);
		series = next.series;
		const words = wordsOnDeath(exit, series, now);
		if (words !== null) events.say(words);
		cancelTimer = clock.after(next.delayMs, start);
	}

	start();
	return {
		name: program.name,
		get running() {
			return running;
		},
		get deaths() {
			return series.deaths;
		},
		renew(deadlineMs) {
			void running?.end(deadlineMs);
		},
		async end(deadlineMs) {
			isOver = true;
			cancelTimer();
			return (await running?.end(deadlineMs)) ?? { wasKilled: false };
		}
	};
}
