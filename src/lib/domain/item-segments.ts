/** How long an item was in each part of its way. */
import type { ScanEventName } from './event.ts';
import type { Item } from './item.ts';

/**
 * The four parts of 全程时限 (a requirement document of Jiangsu Post, 2015): 收寄, 内部处理, 运输, 投递. It names
 * them and not their bounds; the bounds here are assumed.
 */
export const segmentNames = ['acceptance', 'processing', 'transport', 'delivery'] as const;
type SegmentName = (typeof segmentNames)[number];

/** A stretch of an item's time, epoch milliseconds; `to` is null for the one that it is in now. */
export interface ItemSegment {
	readonly segment: SegmentName;
	readonly from: number;
	readonly to: number | null;
	/** Milliseconds; of an open one up to now. */
	readonly lengthMs: number;
}

/** What an item is in from an event on, whatever it was in before. */
const begins: Partial<Record<ScanEventName, SegmentName>> = {
	departed: 'transport',
	arrived: 'processing',
	out_for_delivery: 'delivery',
	attempted: 'delivery',
	ready_for_pickup: 'delivery'
};

const atCounter: ReadonlySet<ScanEventName> = new Set([
	'ordered',
	'accepted',
	'printed',
	'encapsulated',
	'verified',
	'plate_made'
]);

/**
 * The segments of an item from its first event to its end or to `asOf`, without gaps: acceptance until it
 * first moves, processing from an arrival, transport from a departure, delivery from being out or attempted
 * or ready for pickup. What is corrected or after the end decides nothing.
 */
export function segmentsOf(item: Item, asOf: number): readonly ItemSegment[] {
	const open: { segment: SegmentName; from: number }[] = [];
	for (const { event, countedAt, isAfterEnd } of item.events) {
		if (isAfterEnd) continue;
		const current = open.at(-1)?.segment;
		const next = segmentAfter(event, current);
		if (next !== undefined && next !== current) open.push({ segment: next, from: countedAt });
	}
	return open.map(({ segment, from }, i) => {
		const to = open[i + 1]?.from ?? item.end?.countedAt ?? null;
		return { segment, from, to, lengthMs: Math.max(0, (to ?? asOf) - from) };
	});
}

function segmentAfter(
	event: ScanEventName,
	current: SegmentName | undefined
): SegmentName | undefined {
	if (begins[event] !== undefined) return begins[event];
	// It is sorted where it has arrived, also when nobody scanned the arrival.
	if (event === 'sorted') return current === 'transport' ? 'processing' : (current ?? 'processing');
	return atCounter.has(event) ? (current ?? 'acceptance') : current;
}
