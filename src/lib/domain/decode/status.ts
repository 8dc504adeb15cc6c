import { streams, type StatusReport, type Stream } from '../event.ts';
import { optional, optionalObject, put, required, type Reading, type Writable } from './fields.ts';
import { flag, seq } from './kinds.ts';
import { readStatusStamp, type ClockWindow } from './stamp.ts';

/** A device's birth or last will; undefined when a fault was found. */
export function decodeStatus(reading: Reading, window: ClockWindow): StatusReport | undefined {
	const stamp = readStatusStamp(reading, window);
	const online = required(reading, 'online', flag);
	if (stamp === undefined || online === undefined) return undefined;
	const status: Writable<StatusReport> = { online, at: stamp.at };
	put(status, 'boot', stamp.boot);
	put(status, 'last', optionalObject(reading, 'last', readLast));
	return status;
}

function readLast(nested: Reading): StatusReport['last'] {
	const last: Partial<Record<Stream, number>> = {};
	for (const stream of streams) put(last, stream, optional(nested, stream, seq));
	return last;
}
