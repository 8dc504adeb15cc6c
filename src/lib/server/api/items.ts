import {
	deadlineOf,
	foldItem,
	placesOf,
	type ItemEvent,
	type TimelineEvent
} from '#domain/item.ts';
import { faultsOf, type ItemFault } from '#domain/item-faults.ts';
import { segmentsOf, type ItemSegment } from '#domain/item-segments.ts';
import { isMailNo } from '#domain/mail-no.ts';
import { formatInstant } from '#domain/time.ts';
import { maySeeItems, maySeeRows, type Caller } from '../auth/caller.ts';
import type { ItemRecord } from '../clickhouse/item-events.ts';
import type { Sealed } from '../auth/sealed.ts';
import { ApiFault } from './fault.ts';
import { numberOf } from './privacy.ts';

/**
 * The mail number of an address, given itself or by a reference; 404 for what is none, because no item can have it.
 */
export function mailNoOf(given: string, references: Sealed): string {
	const mailNo = numberOf(given, references)?.toUpperCase();
	if (mailNo !== undefined && isMailNo(mailNo)) return mailNo;
	const shown = JSON.stringify(given.length > 64 ? `${given.slice(0, 64)}…` : given);
	throw new ApiFault(
		404,
		'not_found',
		`mailNo: given ${shown}; accepted: UPU S10 with a right check digit, or 11 to 20 digits`,
		'mailNo'
	);
}

interface ItemView {
	readonly caller: Caller;
	readonly asOf: number;
	/** What the lines that it passed were doing then, as the API tells it. */
	readonly lines?: readonly object[];
}

/**
 * An item as the API tells it, to whoever may see it. 404 where no event of it is known and where neither its
 * origin nor its destination nor the site of its latest event lies in the caller's scope; 403 for a wall. An
 * open segment is measured up to `asOf` (epoch ms).
 */
export function itemAnswer(
	mailNo: string,
	record: ItemRecord,
	{ caller, asOf, lines = [] }: ItemView
) {
	const item = foldItem(record.events);
	const isKnown = placesOf(item).some((place) => maySeeRows(caller, place));
	if (!isKnown) throw new ApiFault(404, 'not_found', 'mailNo: no such item', 'mailNo');
	if (!maySeeItems(caller)) throw new ApiFault(403, 'forbidden', 'items are not for walls');
	const { status, acceptance, deliveredAt, attempts, isDisputed, timeline } = item;
	const deadline = deadlineOf(item, record.deadline);
	return {
		...{ mailNo, status },
		project: acceptance?.project ?? null,
		originSite: acceptance?.site ?? null,
		dest: acceptance?.dest ?? null,
		acceptedAt: acceptance && formatInstant(acceptance.countedAt),
		deliveredAt: deliveredAt === null ? null : formatInstant(deliveredAt),
		deadline: deadline && { ...deadline, at: formatInstant(deadline.at) },
		...{ attempts, disputed: isDisputed },
		segments: segmentsOf(item, asOf).map(segmentAnswer),
		faults: faultsOf(item).map(faultAnswer),
		events: timeline.map(eventAnswer),
		// Until alerts exist there are none.
		...{ alerts: [], lines }
	};
}

function segmentAnswer({ segment, from, to, lengthMs }: ItemSegment) {
	return {
		segment,
		from: formatInstant(from),
		to: to === null ? null : formatInstant(to),
		seconds: lengthMs / 1000,
		open: to === null
	};
}

function faultAnswer({ kind, step, isAssumed, event }: ItemFault) {
	const { site, device, boot, seq } = event;
	return {
		...{ kind, step, event: event.event, at: formatInstant(event.countedAt) },
		...{ site, device, boot, seq, assumed: isAssumed }
	};
}

/** What the device said, and how the item takes it. */
function eventAnswer(told: TimelineEvent) {
	const { at, receivedAt, event, site, device, boot, seq, clockSuspect, countedAt } = told;
	return {
		...{ at: formatInstant(at), receivedAt: formatInstant(receivedAt), event },
		...{ site, device, boot, seq },
		...saidBesides(told),
		...{ countedAt: formatInstant(countedAt), clockSuspect },
		...{ corrected: told.isCorrected, afterEnd: told.isAfterEnd }
	};
}

const said = [
	...(['project', 'dest', 'product', 'wave', 'customer', 'payer', 'priority', 'fee'] as const),
	...(['documents', 'channel', 'partner', 'reason', 'signedBy', 'idVerified', 'ok'] as const),
	...(['chute', 'loop', 'carrier', 'line', 'batch', 'corrects'] as const)
] satisfies readonly (keyof ItemEvent)[];

/** The fields that the device filled in. */
function saidBesides(told: ItemEvent): Partial<Pick<ItemEvent, (typeof said)[number]>> {
	return Object.fromEntries(
		said.flatMap((name) => (told[name] === undefined ? [] : [[name, told[name]]]))
	);
}
