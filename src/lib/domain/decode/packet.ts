/** From a message to what it says. Pure: the receipt's time is an argument. */
import type { Packet, Refusal, Source, Stream, Telemetry } from '../event.ts';
import { isRawObject, startReading, type Fault, type Reading } from './fields.ts';
import { elementTexts, notJson, parseJson } from './json.ts';
import { decodeLine } from './line.ts';
import { decodeOrder } from './order.ts';
import { decodeScan } from './scan.ts';
import { shown } from './shown.ts';
import { clockWindow, readableStamp, readStamp, type ClockWindow } from './stamp.ts';
import { decodeStation } from './station.ts';
import { decodeStatus } from './status.ts';
import { decodeTopic } from './topic.ts';
import { decodeVehicle } from './vehicle.ts';

const MAX_BYTES = 256 * 1024;
const MAX_OBJECTS = 500;

/**
 * What a message says, by the order of contract 3: `topic`, `too_large`, `not_json`, `too_many` refuse the
 * whole message; then every object of it stands for itself and is either accepted or refused with the
 * first fault found in it. Whether it was sent before (`identity`) is not decided here. Never throws.
 * `now` is the receipt in epoch milliseconds; an older event than `retentionDays` is refused as `clock`.
 */
export function decodePacket(
	topic: string,
	payload: Uint8Array,
	now: number,
	limits: { readonly retentionDays: number }
): Packet {
	const source = decodeTopic(topic);
	if ('reason' in source) return refusedWhole(null, source);
	if (payload.length > MAX_BYTES) return refusedWhole(source, tooLarge(payload.length));
	const json = parseJson(payload);
	if ('reason' in json) return refusedWhole(source, json);
	const objects: readonly unknown[] = Array.isArray(json.value) ? json.value : [json.value];
	if (objects.length === 0) return refusedWhole(source, notJson('an empty array', json.text));
	if (objects.length > MAX_OBJECTS) return refusedWhole(source, tooMany(objects.length));

	const window = clockWindow(now, limits.retentionDays);
	const accepted: { index: number; telemetry: Telemetry }[] = [];
	const refused: Refusal[] = [];
	let sent: readonly string[] | undefined;
	for (const [index, value] of objects.entries()) {
		const decoded = decodeObject(value, source.stream, window);
		if ('stream' in decoded) accepted.push({ index, telemetry: decoded });
		else {
			sent ??= Array.isArray(json.value) ? elementTexts(json.text) : [];
			const object = sent[index];
			const refusal = { index, ...decoded, ...readableStamp(value, window) };
			refused.push(object === undefined ? refusal : { ...refusal, object });
		}
	}
	return { source, accepted, refused };
}

/** The text of one object of a message that is an array; undefined when the message is the object itself. */
export function objectText(payload: Uint8Array, index: number): string | undefined {
	const json = parseJson(payload);
	if ('reason' in json || !Array.isArray(json.value)) return undefined;
	return elementTexts(json.text)[index];
}

function decodeObject(value: unknown, stream: Stream, window: ClockWindow): Telemetry | Fault {
	if (!isRawObject(value)) return notJson('not an object', shown(value));
	const reading = startReading(value);
	const telemetry = decodeTelemetry(reading, stream, window);
	if (reading.fault) return reading.fault;
	if (telemetry) return telemetry;
	throw new Error(`decoding ${stream} gave neither a value nor a fault`);
}

function decodeTelemetry(
	reading: Reading,
	stream: Stream,
	window: ClockWindow
): Telemetry | undefined {
	if (stream === 'status') {
		const value = decodeStatus(reading, window);
		return value && { stream, value };
	}
	const stamp = readStamp(reading, window);
	if (!stamp) return undefined;
	switch (stream) {
		case 'scan': {
			const value = decodeScan(reading, stamp);
			return value && { stream, value };
		}
		case 'line': {
			const value = decodeLine(reading, stamp);
			return value && { stream, value };
		}
		case 'vehicle': {
			const value = decodeVehicle(reading, stamp);
			return value && { stream, value };
		}
		case 'station': {
			const value = decodeStation(reading, stamp);
			return value && { stream, value };
		}
		case 'order': {
			const value = decodeOrder(reading, stamp);
			return value && { stream, value };
		}
	}
}

function refusedWhole(source: Source | null, fault: Fault): Packet {
	return { source, accepted: [], refused: [{ index: 0, boot: '', seq: 0, ...fault }] };
}

function tooLarge(bytes: number): Fault {
	return {
		reason: 'too_large',
		detail: `payload: given ${bytes} bytes; accepted: up to ${MAX_BYTES}`
	};
}

function tooMany(objects: number): Fault {
	return {
		reason: 'too_many',
		detail: `payload: an array, given ${objects} objects; accepted: up to ${MAX_OBJECTS}`
	};
}
