/** What is wrong with the sequence of an item's events, by name. */
import type { ScanEventName } from './event.ts';
import type { Item, TimelineEvent } from './item.ts';

/**
 * - `without_accepted`: `event` moves what nobody accepted.
 * - `missing_step`: `event` shows that `step` must have been, and it is not there.
 * - `illegal_order`: `step` is there, but after `event`, which it has to come before.
 * - `after_end`: `event` happened when the item had ended.
 * - `missing_evidence`: `event` does not carry what has to be proved.
 */
export const faultKinds = [
	'without_accepted',
	'missing_step',
	'illegal_order',
	'after_end',
	'missing_evidence'
] as const;
type FaultKind = (typeof faultKinds)[number];

export interface ItemFault {
	readonly kind: FaultKind;
	readonly step: ScanEventName | null;
	/** What shows it. */
	readonly event: TimelineEvent;
	/** The expectation has no source in what the operators say. */
	readonly isAssumed: boolean;
}

/** The first event of these needs one of those before it. */
interface Expectation {
	/** For items of this project only. */
	readonly project?: string;
	/** Only where this event is, too. */
	readonly where?: ScanEventName;
	readonly of: readonly ScanEventName[];
	/** Any one of them; the first is the one that a fault names. */
	readonly needs: readonly ScanEventName[];
	/** When it is not there at all, it is missing. */
	readonly isMust: boolean;
	readonly isAssumed: boolean;
}

const onTheWay: readonly ScanEventName[] = [
	'plate_made',
	'sorted',
	'departed',
	'arrived',
	'out_for_delivery',
	'attempted',
	'ready_for_pickup',
	'delivered',
	'plate_fitted',
	'returned'
];

const expectations: readonly Expectation[] = [
	// An order comes before the acceptance, and that before everything that moves the item.
	{ of: ['accepted'], needs: ['ordered'], isMust: false, isAssumed: true },
	{ of: onTheWay, needs: ['accepted'], isMust: false, isAssumed: true },
	{
		of: ['attempted', 'delivered'],
		needs: ['out_for_delivery', 'ready_for_pickup'],
		isMust: true,
		isAssumed: true
	},
	// domain.md S02, R13: the encapsulation line checks each label against its certificate.
	{
		where: 'encapsulated',
		of: ['departed', 'out_for_delivery', 'ready_for_pickup', 'delivered'],
		needs: ['verified'],
		isMust: true,
		isAssumed: false
	},
	// R20: a criminal-record file is printed, then encapsulated.
	{ project: 'NOCRIME', of: ['encapsulated'], needs: ['printed'], isMust: true, isAssumed: false },
	// R40: a plate is ordered, made, taken out and fitted, in this order.
	{
		project: 'PLATE',
		of: ['out_for_delivery', 'delivered', 'plate_fitted'],
		needs: ['plate_made'],
		isMust: true,
		isAssumed: false
	},
	{
		project: 'PLATE',
		of: ['plate_fitted'],
		needs: ['out_for_delivery'],
		isMust: true,
		isAssumed: false
	}
];

/** The faults of an item, oldest first; of one kind and step the first only, and each event after the end. */
export function faultsOf(item: Item): readonly ItemFault[] {
	const found = [
		...withoutAccepted(item),
		...expectations.flatMap((expectation) => unmet(item, expectation)),
		...movementFaults(item),
		...missingFitting(item),
		...missingEvidence(item)
	].sort(byTime);
	const firsts = new Map<string, ItemFault>();
	for (const each of found) {
		const key = `${each.kind} ${each.step ?? ''}`;
		if (!firsts.has(key)) firsts.set(key, each);
	}
	return [...firsts.values(), ...afterEnd(item)].sort(byTime);
}

/** What is ordered or made ready only may wait for its acceptance. */
function withoutAccepted({ acceptance, events }: Item): ItemFault[] {
	const first = events.find(({ event }) => onTheWay.includes(event));
	return acceptance || !first ? [] : [fault('without_accepted', 'accepted', first, false)];
}

function unmet(item: Item, expectation: Expectation): ItemFault[] {
	const { project, where, of, needs, isMust, isAssumed } = expectation;
	const { events, acceptance } = item;
	const step = needs[0];
	if (step === undefined || (project !== undefined && acceptance?.project !== project)) return [];
	if (where !== undefined && !events.some(({ event }) => event === where)) return [];
	const firstIndex = events.findIndex(({ event, isAfterEnd }) => !isAfterEnd && of.includes(event));
	const needed = events.findIndex(({ event }) => needs.includes(event));
	const first = events[firstIndex];
	if (!first || (needed >= 0 && needed < firstIndex)) return [];
	if (needed >= 0) return [fault('illegal_order', step, first, isAssumed)];
	return isMust ? [fault('missing_step', step, first, isAssumed)] : [];
}

const handing: ReadonlySet<ScanEventName> = new Set([
	'out_for_delivery',
	'attempted',
	'ready_for_pickup',
	'delivered'
]);

/**
 * A departure is followed by an arrival before the item departs elsewhere or is handed out, and an item that
 * arrives or is handed out in another division has departed. Assumed. Plates are made where they are fitted.
 */
function movementFaults({ events, acceptance }: Item): ItemFault[] {
	if (acceptance?.project === 'PLATE') return [];
	const noDeparture: TimelineEvent[] = [];
	const noArrival: { readonly departure: TimelineEvent; readonly shownBy: TimelineEvent }[] = [];
	let departure: TimelineEvent | null = null;
	let place: string | null = null;
	for (const event of events) {
		if (event.isAfterEnd) break;
		const division = event.site.slice(0, 6);
		if (event === acceptance) place = division;
		if (event.event === 'departed') {
			if (departure && departure.site !== event.site) noArrival.push({ departure, shownBy: event });
			departure = event;
		} else if (event.event === 'arrived') {
			if (!departure && place !== null && place !== division) noDeparture.push(event);
			departure = null;
			place = division;
		} else if (handing.has(event.event)) {
			if (departure) noArrival.push({ departure, shownBy: event });
			else if (place !== null && place !== division) noDeparture.push(event);
			departure = null;
			place = null;
		}
	}
	return paired(noDeparture, noArrival);
}

/** An arrival without departure and a later departure without arrival are one step in the wrong order. */
function paired(
	noDeparture: readonly TimelineEvent[],
	noArrival: readonly { readonly departure: TimelineEvent; readonly shownBy: TimelineEvent }[]
): ItemFault[] {
	const arrivals = noDeparture.filter(({ event }) => event === 'arrived');
	const reversed = new Map(
		noArrival.flatMap(({ departure }) => {
			const arrival = arrivals.find(({ countedAt }) => countedAt <= departure.countedAt);
			return arrival ? [[arrival, departure] as const] : [];
		})
	);
	const departures = new Set(reversed.values());
	return [
		...noDeparture.map((event) =>
			fault(reversed.has(event) ? 'illegal_order' : 'missing_step', 'departed', event, true)
		),
		...noArrival
			.filter(({ departure }) => !departures.has(departure))
			.map(({ shownBy }) => fault('missing_step', 'arrived', shownBy, true))
	];
}

/** R40: the chain of a plate ends with its fitting. */
function missingFitting({ acceptance, end, events }: Item): ItemFault[] {
	if (acceptance?.project !== 'PLATE' || end?.event !== 'delivered') return [];
	if (events.some(({ event }) => event === 'plate_fitted')) return [];
	return [fault('missing_step', 'plate_fitted', end, false)];
}

/** R19: where an admission letter is signed for by code, the identity was checked before. */
function missingEvidence({ acceptance, end }: Item): ItemFault[] {
	if (acceptance?.project !== 'ADMIT' || end?.signedBy !== 'code' || end.idVerified === true)
		return [];
	return [fault('missing_evidence', null, end, false)];
}

/** A plate that is fitted after it was handed over is as it should be. */
function afterEnd({ acceptance, end, events }: Item): ItemFault[] {
	const isFitting = ({ event }: TimelineEvent) =>
		event === 'plate_fitted' && acceptance?.project === 'PLATE' && end?.event === 'delivered';
	return events
		.filter((event) => event.isAfterEnd && !isFitting(event))
		.map((event) => fault('after_end', null, event, false));
}

function fault(
	kind: FaultKind,
	step: ScanEventName | null,
	event: TimelineEvent,
	isAssumed: boolean
): ItemFault {
	return { kind, step, event, isAssumed };
}

function byTime(a: ItemFault, b: ItemFault): number {
	return a.event.countedAt - b.event.countedAt;
}
