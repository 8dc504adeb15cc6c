import { sleep, type Clock } from '#server/clock.ts';

/** A value that was read, and up to which receipt everything is in it (epoch ms). */
export interface Reading<T> {
	readonly value: T;
	readonly asOf: number;
}

/** A part of a view's state that is read again from time to time. */
export interface Part<T> {
	/** The newest reading; the first one is waited for. Rejects only when there is none yet. */
	get(): Promise<Reading<T>>;
}

export interface PartDeps {
	readonly clock: Clock;
	/** Everything received before it is stored; epoch ms. */
	readonly asOf: () => number;
	/** Another text whenever something was stored. */
	readonly version: () => string;
	readonly failed: (error: unknown) => void;
}

export interface Pace {
	/** At most one reading in this time. */
	readonly leastMs: number;
	/** At least one in this time, though nothing was stored: figures also change as time passes. */
	readonly mostMs: number;
}

/** How long a frame waits for a reading. */
const PATIENCE_MS = 150;
/** Readings may take so much of the time: a dear question is asked less often, however many look at it. */
const SHARE = 1 / 4;
/** How much the newest reading counts in what readings usually take: one that was held up is no dear question. */
const NEWEST = 0.3;

/**
 * Reads when something was stored, within the bounds of `pace` and a quarter of the time. While a reading is
 * under way for longer than a frame can wait, or fails, the one before stands.
 */
export function createPart<T>(
	deps: PartDeps,
	pace: Pace,
	read: (asOf: number) => Promise<T>
): Part<T> {
	let latest: (Reading<T> & { readonly version: string }) | undefined;
	let underWay: Promise<void> | undefined;
	let usualMs: number | undefined;
	let notBefore = -Infinity;
	let notAfter = -Infinity;

	async function refresh(): Promise<void> {
		const begun = deps.clock.now();
		const asOf = deps.asOf();
		const version = deps.version();
		try {
			latest = { value: await read(asOf), asOf, version };
		} finally {
			const took = deps.clock.now() - begun;
			usualMs = usualMs === undefined ? took : usualMs + NEWEST * (took - usualMs);
			const dear = Math.min(took, usualMs) / SHARE;
			notBefore = begun + Math.max(pace.leastMs, took, dear);
			notAfter = begun + Math.max(pace.mostMs, took, dear);
			underWay = undefined;
		}
	}

	function isDue(now: number): boolean {
		return now >= (latest && latest.version === deps.version() ? notAfter : notBefore);
	}

	return {
		async get() {
			if (isDue(deps.clock.now())) underWay ??= refresh();
			if (!latest) await underWay;
			else if (underWay)
				await Promise.race([underWay.catch(deps.failed), sleep(deps.clock, PATIENCE_MS)]);
			if (!latest) throw new Error('nothing was read yet');
			const { value, version, asOf } = latest;
			// Nothing was stored since: what was read then is what would be read now.
			return { value, asOf: version === deps.version() ? Math.max(asOf, deps.asOf()) : asOf };
		}
	};
}
