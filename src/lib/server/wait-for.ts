import { sleep, type Clock } from './clock.ts';

/** How long a store may be away at the start before the process gives up. */
const LIMIT_MS = 60_000;

/**
 * Waits until `check` resolves, trying every half second and saying so every five; resolves with what it
 * found. After 60 seconds it rejects with the last reason.
 */
export async function waitFor<T>(
	name: string,
	check: () => Promise<T>,
	clock: Clock,
	say: (line: string) => void
): Promise<T> {
	const start = clock.now();
	let saidAt = start;
	for (;;) {
		try {
			return await check();
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			const waited = clock.now() - start;
			if (waited > LIMIT_MS)
				throw new Error(`${name} did not answer for ${LIMIT_MS / 1000} s: ${reason}`, {
					cause: error
				});
			if (clock.now() - saidAt >= 5_000) {
				saidAt = clock.now();
				say(
					`waiting for ${name} (${Math.round(waited / 1000)} s of ${LIMIT_MS / 1000}): ${reason}`
				);
			}
			await sleep(clock, 500);
		}
	}
}
