/** What an ingest worker says of itself each second and after each commit, on `youkan/sys/commit/{worker}`. */
export interface CommitNotice {
	readonly worker: string;
	/** When it was said; epoch milliseconds, as all times here. */
	readonly at: number;
	/** Receipt of the oldest message that is not stored yet; null when none is held. */
	readonly oldest: number | null;
	readonly filters: readonly string[];
	/** Held now, not stored yet. */
	readonly held: { readonly messages: number; readonly objects: number; readonly bytes: number };
	/** Since the worker started. */
	readonly since: number;
	readonly totals: {
		readonly messages: number;
		/** Objects of messages: received = stored + refused + duplicates + held. */
		readonly received: number;
		readonly stored: number;
		readonly refused: number;
		/** The same event again: dropped, and acknowledged. */
		readonly duplicates: number;
		readonly retries: number;
		readonly commits: number;
	};
}

export const commitTopic = (worker: string): string => `youkan/sys/commit/${worker}`;
export const commitFilter = 'youkan/sys/commit/+';

/** A notice out of its payload, or null when it is none. */
export function parseCommitNotice(payload: string): CommitNotice | null {
	try {
		const value: unknown = JSON.parse(payload);
		return isNotice(value) ? value : null;
	} catch {
		return null;
	}
}

const totalNames = [
	...['messages', 'received', 'stored', 'refused', 'duplicates', 'retries', 'commits']
];

function isNotice(value: unknown): value is CommitNotice {
	if (!isRecord(value)) return false;
	const { worker, at, oldest, filters, held, since, totals } = value;
	return (
		typeof worker === 'string' &&
		typeof at === 'number' &&
		(oldest === null || typeof oldest === 'number') &&
		Array.isArray(filters) &&
		filters.every((filter) => typeof filter === 'string') &&
		typeof since === 'number' &&
		hasNumbers(held, ['messages', 'objects', 'bytes']) &&
		hasNumbers(totals, totalNames)
	);
}

function hasNumbers(value: unknown, names: readonly string[]): boolean {
	return isRecord(value) && names.every((name) => typeof value[name] === 'number');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null;
}

/** A worker not seen for longer is no longer waited for. */
const FORGET_MS = 86_400_000;

/**
 * The instant up to which everything received is stored: the least, over the workers seen in the last 24
 * hours, of the receipt of the oldest message held, or of the worker's own now when none is held: what came
 * since it spoke is not known here. Never after `now`, never before `floor`, the last answer. Without any
 * worker it stands at `floor`.
 */
export function asOfOf(notices: Iterable<CommitNotice>, now: number, floor: number): number {
	let least = Infinity;
	for (const notice of notices) {
		if (now - notice.at > FORGET_MS) continue;
		least = Math.min(least, notice.oldest ?? notice.at, now);
	}
	return least === Infinity ? floor : Math.max(floor, least);
}
