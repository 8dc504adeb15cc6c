/**
 * Asks `check` until it gives something other than false, null or undefined, and returns that. A
 * rejection counts as "not yet". Rejects after `timeoutMs` with what it waited for and the last error.
 */
export async function eventually<T>(
	what: string,
	check: () => T | Promise<T>,
	timeoutMs = 10_000,
	everyMs = 50
): Promise<Exclude<T, false | null | undefined>> {
	const end = Date.now() + timeoutMs;
	let last: unknown = 'never held';
	while (Date.now() < end) {
		try {
			const value = await check();
			if (value !== false && value !== null && value !== undefined) {
				return value as Exclude<T, false | null | undefined>;
			}
		} catch (error) {
			last = error;
		}
		await pause(everyMs);
	}
	throw new Error(`${what}: not within ${timeoutMs} ms (${String(last)})`);
}

/** A promise that resolves after `ms`. */
export function pause(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
