import { sleep, type Clock } from '#server/clock.ts';
import type { Part } from './part.ts';
import { stopSteps, type PartName, type StopStep } from './programs.ts';

/** What a part is given that must end in a hurry. */
const HURRY_MS = 1_000;

/**
 * Ends all parts in order within ten seconds, or, once `hurry` is aborted, all at once within one.
 * Resolves when none is left.
 */
export async function down(
	parts: ReadonlyMap<PartName, Part>,
	deps: { readonly clock: Clock; readonly hurry: AbortSignal; say(words: string): void }
): Promise<void> {
	const hurried = new Promise<void>((resolve) => {
		if (deps.hurry.aborted) resolve();
		deps.hurry.addEventListener('abort', () => resolve());
	});

	async function perform({ act, part: name, deadlineMs }: StopStep): Promise<void> {
		const part = parts.get(name);
		if (act === 'drain') {
			const drained = part?.running?.ask('drain');
			await Promise.race([drained, sleep(deps.clock, deadlineMs)]);
			return;
		}
		const ended = await part?.end(deadlineMs);
		if (ended?.wasKilled === true && !deps.hurry.aborted)
			deps.say(`${name} did not end within ${deadlineMs / 1000} s and was killed`);
	}

	for (const step of stopSteps(new Set(parts.keys()))) {
		await Promise.race([perform(step), hurried]);
		if (deps.hurry.aborted) break;
	}
	await Promise.all([...parts.values()].map((part) => part.end(HURRY_MS)));
}
