/**
 * An item as a fold of its distinct events: any order of them and any number of copies give the same item.
 * `src/lib/server/clickhouse/item-fold.ts` is the same fold in SQL, for figures of many items. Times are
 * epoch milliseconds.
 */
import type { Scan, ScanEventName } from './event.ts';

/** When an item is due, and which version of which rule said so. */
export interface ItemDeadline {
	readonly at: number;
	readonly rule: string;
	readonly version: number;
	/** False when a year that was looked up has no calendar data. */
	readonly calendarKnown: boolean;
}

/** A stored scan. Several copies of one identity (site, device, boot, seq) are one event. */
export interface ItemEvent extends Scan {
	readonly site: string;
	readonly device: string;
	readonly receivedAt: number;
	/** On `accepted`. */
	readonly deadline?: ItemDeadline;
	/** A scan of this device says that this one was wrong; that scan may name another item. */
	readonly isCorrected?: boolean;
}

/** An event where it stands in its item. */
export interface TimelineEvent extends ItemEvent {
	/** Its time in every order and figure: `at`, or the first receipt where the device's clock is far ahead. */
	readonly countedAt: number;
	/** It was wrong: it left the fold. */
	readonly isCorrected: boolean;
	/** It came when the item had ended, and changes no figure. */
	readonly isAfterEnd: boolean;
}

export const itemStatuses = ['unaccepted', 'open', 'delivered', 'returned', 'recalled'] as const;
type ItemStatus = (typeof itemStatuses)[number];

/** What became of one mail piece. */
export interface Item {
	readonly status: ItemStatus;
	/** The first `accepted`: it decides project, origin, destination and deadline. */
	readonly acceptance: TimelineEvent | null;
	/** What decided the status; it may be there without an acceptance. */
	readonly end: TimelineEvent | null;
	readonly deliveredAt: number | null;
	/** How often it was attempted before it ended for the first time. */
	readonly attempts: number;
	/** Something of a delivery happened after it was delivered: figures stay, somebody has to look. */
	readonly isDisputed: boolean;
	/** Without what was corrected, oldest first. */
	readonly events: readonly TimelineEvent[];
	/** With what was corrected, oldest first. */
	readonly timeline: readonly TimelineEvent[];
}

/**
 * The item of these events, which are all of one mail number. Of several copies of an identity the first
 * received is the event; the order of events is that of (countedAt, site, device, boot, seq). What an event
 * `corrects` leaves the fold, also when the correcting one is corrected itself.
 */
export function foldItem(copies: readonly ItemEvent[]): Item {
	const distinct = distinctEvents(copies);
	const corrected = correctedAmong(copies, distinct);
	const ordered = distinct
		.map((event) => ({ ...event, countedAt: event.clockSuspect ? event.receivedAt : event.at }))
		.sort(compareEvents)
		.map((event) => ({ ...event, isCorrected: corrected.has(identityOf(event)) }));
	const counted = ordered.filter((event) => !event.isCorrected);
	const project = counted.find(({ event }) => event === 'accepted')?.project;
	const { first, deciding } = endOf(counted, project);
	const timeline = ordered.map((event) => ({
		...event,
		isAfterEnd:
			!event.isCorrected &&
			first !== undefined &&
			event !== deciding &&
			compareEvents(event, first) > 0
	}));
	const events = timeline.filter((event) => !event.isCorrected);
	const acceptance = events.find(({ event }) => event === 'accepted') ?? null;
	const end = events.find((event) => deciding && compareEvents(event, deciding) === 0) ?? null;
	const status = statusOf(acceptance, end, project);
	return {
		...{ status, acceptance, end, events, timeline },
		deliveredAt: status === 'delivered' && end ? end.countedAt : null,
		attempts: events.filter(({ event, isAfterEnd }) => event === 'attempted' && !isAfterEnd).length,
		isDisputed: isDisputed(events, end, project)
	};
}

/** The deadline of the acceptance, or the one that was decided again later; null without an acceptance. */
export function deadlineOf(item: Item, again: ItemDeadline | null): ItemDeadline | null {
	return item.acceptance ? (again ?? item.acceptance.deadline ?? null) : null;
}

/**
 * The sites whose scopes an item is in: origin, destination and where its latest event was, by events that
 * are not corrected as long as there are any.
 */
export function placesOf({ acceptance, events, timeline }: Item): readonly string[] {
	const latest = events.at(-1) ?? timeline.at(-1);
	return [acceptance?.site, acceptance?.dest, latest?.site].filter((site) => site !== undefined);
}

/** A plate is handed over when it is fitted. */
function isHandOver(event: ScanEventName, project: string | undefined): boolean {
	return event === 'delivered' || (project === 'PLATE' && event === 'plate_fitted');
}

/** The first end, and the one that decides: the same, unless the item was delivered after it was returned. */
function endOf<T extends { readonly event: ScanEventName }>(
	events: readonly T[],
	project: string | undefined
): { readonly first: T | undefined; readonly deciding: T | undefined } {
	const isEnd = ({ event }: T) =>
		isHandOver(event, project) || event === 'returned' || event === 'recalled';
	const first = events.find(isEnd);
	if (first?.event !== 'returned') return { first, deciding: first };
	return { first, deciding: events.find(({ event }) => isHandOver(event, project)) ?? first };
}

function statusOf(
	acceptance: TimelineEvent | null,
	end: TimelineEvent | null,
	project: string | undefined
): ItemStatus {
	if (!acceptance) return 'unaccepted';
	if (!end) return 'open';
	if (isHandOver(end.event, project)) return 'delivered';
	return end.event === 'returned' ? 'returned' : 'recalled';
}

const disputing: ReadonlySet<ScanEventName> = new Set([
	'attempted',
	'returned',
	'out_for_delivery'
]);

function isDisputed(
	events: readonly TimelineEvent[],
	end: TimelineEvent | null,
	project: string | undefined
): boolean {
	if (!end || !isHandOver(end.event, project)) return false;
	return events.some((event) => disputing.has(event.event) && compareEvents(event, end) > 0);
}

function identityOf({ site, device, boot, seq }: Identity): string {
	return JSON.stringify([site, device, boot, seq]);
}

type Identity = Pick<ItemEvent, 'site' | 'device' | 'boot' | 'seq'>;

/** The first received copy of each identity. */
function distinctEvents(copies: readonly ItemEvent[]): ItemEvent[] {
	const chosen = new Map<string, ItemEvent>();
	for (const copy of copies) {
		const key = identityOf(copy);
		const known = chosen.get(key);
		if (!known || isBefore(copy, known)) chosen.set(key, copy);
	}
	return [...chosen.values()];
}

/** Received at once with another content: any rule will do that does not look at the order. */
function isBefore(a: ItemEvent, b: ItemEvent): boolean {
	if (a.receivedAt !== b.receivedAt) return a.receivedAt < b.receivedAt;
	return contentOf(a) < contentOf(b);
}

function contentOf(event: ItemEvent): string {
	return JSON.stringify(Object.entries(event).sort(([a], [b]) => compareValues(a, b)));
}

/** The identities that are corrected, by the store's word or by an event of the item itself. */
function correctedAmong(
	copies: readonly ItemEvent[],
	distinct: readonly ItemEvent[]
): ReadonlySet<string> {
	const corrected = new Set<string>();
	for (const copy of copies) if (copy.isCorrected === true) corrected.add(identityOf(copy));
	for (const { site, device, corrects } of distinct)
		if (corrects) corrected.add(identityOf({ site, device, ...corrects }));
	return corrected;
}

type Placed = Identity & { readonly countedAt: number };

function compareEvents(a: Placed, b: Placed): number {
	return (
		a.countedAt - b.countedAt ||
		compareValues(a.site, b.site) ||
		compareValues(a.device, b.device) ||
		compareValues(a.boot, b.boot) ||
		a.seq - b.seq
	);
}

function compareValues(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
