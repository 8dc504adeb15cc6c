import {
	attemptReasons,
	carrierKinds,
	payers,
	priorities,
	scanEvents,
	signatories,
	type Scan,
	type ScanEventName,
	type Stamp
} from '../event.ts';
import { isMailNo } from '../mail-no.ts';
import {
	optional,
	optionalObject,
	put,
	required,
	type Kind,
	type Reading,
	type Writable
} from './fields.ts';
import { boot, count, division, flag, numberFrom, oneOf, projectCode, seq, text } from './kinds.ts';

const mailNo: Kind<string> = {
	parse: (value) => (typeof value === 'string' && isMailNo(value) ? value : undefined),
	accepted: 'UPU S10 with a right check digit, or 11 to 20 digits'
};
const event = oneOf(scanEvents);
const payer = oneOf(payers);
const priority = oneOf(priorities);
const reason = oneOf(attemptReasons);
const signedBy = oneOf(signatories);
const carrierKind = oneOf(carrierKinds);
const loop = numberFrom(0, 4);

/** Which fields belong to one event only. */
const fieldsOf: Partial<Record<ScanEventName, (reading: Reading, scan: Writable<Scan>) => void>> = {
	accepted: readAccepted,
	attempted(reading, scan) {
		put(scan, 'reason', required(reading, 'reason', reason));
	},
	delivered(reading, scan) {
		put(scan, 'signedBy', required(reading, 'signedBy', signedBy));
		put(scan, 'idVerified', optional(reading, 'idVerified', flag));
	},
	verified(reading, scan) {
		put(scan, 'ok', required(reading, 'ok', flag));
	},
	sorted(reading, scan) {
		put(scan, 'chute', optional(reading, 'chute', text));
		put(scan, 'loop', optional(reading, 'loop', loop));
	}
};

/**
 * One scan of a mail piece; undefined when a fault was found. A field that the contract lists for one
 * event (`reason` for `attempted`, `project` for `accepted`, …) is no field of the others: there it is
 * ignored, whatever it holds. `carrier`, `line`, `batch` and `corrects` are checked on every event.
 */
export function decodeScan(reading: Reading, stamp: Stamp): Scan | undefined {
	const number = required(reading, 'mailNo', mailNo);
	const eventName = required(reading, 'event', event);
	if (number === undefined || eventName === undefined) return undefined;
	const scan: Writable<Scan> = { ...stamp, mailNo: number, event: eventName };
	fieldsOf[eventName]?.(reading, scan);
	put(scan, 'carrier', optionalObject(reading, 'carrier', readCarrier));
	put(scan, 'line', optional(reading, 'line', text));
	put(scan, 'batch', optional(reading, 'batch', text));
	put(scan, 'corrects', optionalObject(reading, 'corrects', readCorrects));
	return scan;
}

function readAccepted(reading: Reading, scan: Writable<Scan>): void {
	put(scan, 'project', required(reading, 'project', projectCode));
	put(scan, 'dest', required(reading, 'dest', division));
	put(scan, 'product', optional(reading, 'product', text));
	put(scan, 'wave', optional(reading, 'wave', text));
	put(scan, 'customer', optional(reading, 'customer', text));
	put(scan, 'payer', optional(reading, 'payer', payer));
	put(scan, 'priority', optional(reading, 'priority', priority));
	put(scan, 'fee', optional(reading, 'fee', count));
	put(scan, 'documents', optional(reading, 'documents', count));
	put(scan, 'channel', optional(reading, 'channel', text));
	put(scan, 'partner', optional(reading, 'partner', text));
}

function readCarrier(nested: Reading): Scan['carrier'] {
	const kind = required(nested, 'kind', carrierKind);
	const id = optional(nested, 'id', text);
	if (kind === undefined) return undefined;
	return id === undefined ? { kind } : { kind, id };
}

function readCorrects(nested: Reading): Scan['corrects'] {
	const bootName = required(nested, 'boot', boot);
	const number = required(nested, 'seq', seq);
	return bootName === undefined || number === undefined
		? undefined
		: { boot: bootName, seq: number };
}
