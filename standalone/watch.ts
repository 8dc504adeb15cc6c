import type { Clock } from '#server/clock.ts';

/** What is known of a process that should answer. */
export interface Answers {
	/** Whether it ever did. */
	readonly hasAnswered: boolean;
	/** Questions in a row without an answer. */
	readonly failures: number;
}

const EVERY_MS = 2_000;
/** Silence that is taken for being stuck; a store that opens large data is given longer (both assumed). */
const SILENT_MS = 20_000;
const OPENING_MS = 300_000;

/** The state of a process that was just started. */
export const unasked: Answers = { hasAnswered: false, failures: 0 };

/** The state after one more question, asked every two seconds. */
export function afterQuestion(before: Answers, isAnswered: boolean): Answers {
	return isAnswered
		? { hasAnswered: true, failures: 0 }
		: { hasAnswered: before.hasAnswered, failures: before.failures + 1 };
}

/** Whether it has been silent for too long. Counted in questions: a machine that slept asked none. */
export function isStuck({ hasAnswered, failures }: Answers): boolean {
	return failures * EVERY_MS >= (hasAnswered ? SILENT_MS : OPENING_MS);
}

/**
 * Asks the process that runs every two seconds, and calls `stuck` when it has been silent for too long.
 * `running` is its identity, undefined while none runs; `ask` answers within those two seconds. The returned function ends the watch.
 */
export function watchAnswers(
	subject: { running(): unknown; ask(): Promise<boolean>; stuck(): void },
	clock: Clock
): () => void {
	let watched: unknown;
	let answers = unasked;
	let isOver = false;
	let cancel = clock.after(EVERY_MS, () => void question());

	async function question(): Promise<void> {
		const asked = subject.running();
		const startedAt = clock.now();
		if (asked !== watched) answers = unasked;
		watched = asked;
		if (asked !== undefined) {
			const isAnswered = await subject.ask();
			if (isOver) return;
			answers = subject.running() === asked ? afterQuestion(answers, isAnswered) : unasked;
			if (isStuck(answers)) {
				answers = unasked;
				subject.stuck();
			}
		}
		const rest = EVERY_MS - (clock.now() - startedAt);
		cancel = clock.after(Math.min(EVERY_MS, Math.max(0, rest)), () => void question());
	}

	return () => {
		isOver = true;
		cancel();
	};
}
