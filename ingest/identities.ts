import type { Source } from '#domain/event.ts';
import type { StoredIdentities } from '#server/clickhouse/recent-identities.ts';
import type { Counted } from '#server/telemetry/content-hash.ts';

/** An event against what was received before: its first time, the same again, or another under the same name. */
export type Sighting = 'new' | 'duplicate' | 'conflict';

export interface Identities {
	/** What the event is; a new one is remembered with its content. `hash` is that of `contentHash`. */
	see(source: Source, event: Counted['value'], hash: bigint): Sighting;
}

/** How long an identity is known at least, unless there are too many. */
export const WINDOW_MS = 10 * 60_000;
/** Runs of numbers that are known at most in one half; about 400 bytes each. */
const MAX_RUNS = 150_000;
/** Numbers of a device that follow each other share a run. */
const RUN = 32;
const runShift = Math.log2(RUN);

type Runs = Map<string, BigUint64Array>;

/**
 * The identities of the last ten to twenty minutes, in two halves: when the newer one is ten minutes old, or
 * full, it becomes the older one, and that is forgotten. `stored` is what ClickHouse holds of that time.
 */
export function createIdentities(
	now: () => number,
	stored: readonly StoredIdentities[],
	maxRuns = MAX_RUNS
): Identities {
	let newer: Runs = new Map();
	let older: Runs = new Map();
	let since = now();

	function turn(): void {
		if (newer.size < maxRuns && now() - since < WINDOW_MS) return;
		older = newer;
		newer = new Map();
		since = now();
	}

	function note(runs: Runs, key: string, place: number, hash: bigint): void {
		const run = runs.get(key) ?? new BigUint64Array(RUN);
		run[place] = hash;
		runs.set(key, run);
	}

	for (const { stream, site, device, boot, seqs, hashes } of stored)
		for (const [i, seq] of seqs.entries())
			note(newer, keyOf(stream, site, device, boot, seq), seq % RUN, BigInt(hashes[i] ?? 0));

	return {
		see({ stream, site, device }, { boot, seq }, hash) {
			turn();
			const key = keyOf(stream, site, device, boot, seq);
			const place = seq % RUN;
			const known = newer.get(key)?.[place] || older.get(key)?.[place];
			if (known) return known === hash ? 'duplicate' : 'conflict';
			note(newer, key, place, hash);
			return 'new';
		}
	};
}

function keyOf(stream: string, site: string, device: string, boot: string, seq: number): string {
	return `${stream} ${site} ${device} ${seq >>> runShift} ${boot}`;
}
