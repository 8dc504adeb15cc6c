import type { Clock } from './clock.ts';

/** Keys that are kept at the most. */
const MOST_KEYS = 1_000;

/**
 * `read`, asked once for all who ask within `keepMs` of the asking before: what takes long and moves slowly costs the
 * same for one reader and for many. A failure is not kept.
 */
export function remembered<V>(
	clock: Clock,
	keepMs: number,
	read: (key: string) => Promise<V>
): (key: string) => Promise<V> {
	const kept = new Map<string, { readonly at: number; readonly value: Promise<V> }>();
	return (key) => {
		const now = clock.now();
		const found = kept.get(key);
		if (found && now - found.at < keepMs) return found.value;
		if (kept.size >= MOST_KEYS) kept.clear();
		const value = read(key);
		kept.set(key, { at: now, value });
		value.catch(() => kept.delete(key));
		return value;
	};
}
