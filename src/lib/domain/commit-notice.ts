/**
 * What an ingest worker saw of its broker. Counts go on over the worker's restarts; a time is epoch
 * milliseconds; 0 is none, or not known.
 */
export interface BrokerFigures {
	/** Messages that the broker dropped since the worker first heard of it, whoever they were for. */
	readonly dropped: number;
	/** How often the broker no longer knew the worker's session, and with it what it had kept. */
	readonly sessionsLost: number;
	/** Messages that the broker lets be unacknowledged. */
	readonly window: number;
	/** The broker's own counters by topic, as last heard. */
	readonly counters: Readonly<Record<string, number>>;
	/** Since when drops have grown without ten quiet minutes, and when they last grew. */
	readonly droppingSince: number;
	readonly droppedAt: number;
	readonly sessionLostAt: number;
}

export const noBrokerFigures: BrokerFigures = {
	dropped: 0,
	sessionsLost: 0,
	window: 0,
	counters: {},
	droppingSince: 0,
	droppedAt: 0,
	sessionLostAt: 0
};

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
	readonly broker?: Partial<BrokerFigures>;
}

/** What a notice says of the broker; noughts where it says nothing, as one of an older worker. */
export function brokerOf({ broker }: Pick<CommitNotice, 'broker'>): BrokerFigures {
	return { ...noBrokerFigures, ...broker };
}

export const commitTopic = (worker: string): string => `youkan/sys/commit/${worker}`;
export const commitFilter = 'youkan/sys/commit/+';

/** A notice out of its payload, or null when it is none. */
export function parseCommitNotice(payload: string): CommitNotice | null {
	try {
		const value: unknown = JSON.parse(payload);
		if (!isNotice(value)) return null;
		const { broker, ...notice } = value;
		return broker === undefined ? notice : { ...notice, broker: readableOf(broker) };
	} catch {
		return null;
	}
}

const totalNames = [
	...['messages', 'received', 'stored', 'refused', 'duplicates', 'retries', 'commits']
];

/** What can be read of the figures: a fault in them must not make the worker look silent. */
function readableOf(broker: unknown): Partial<BrokerFigures> {
	if (!isRecord(broker)) return {};
	const { counters, ...rest } = broker;
	const named = Object.entries(rest).filter(
		([name, value]) => Object.hasOwn(noBrokerFigures, name) && typeof value === 'number'
	);
	const counted = Object.entries(isRecord(counters) ? counters : {}).filter(
		([, count]) => typeof count === 'number'
	);
	return {
		...Object.fromEntries(named),
		counters: Object.fromEntries(counted) as BrokerFigures['counters']
	};
}

function isNotice(value: unknown): value is CommitNotice & { readonly broker?: unknown } {
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
export const FORGET_MS = 86_400_000;

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
