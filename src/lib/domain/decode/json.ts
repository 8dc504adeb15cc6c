import type { Fault } from './fields.ts';
import { escaped } from './shown.ts';

/** Objects and arrays may lie so deep in each other, the outermost counted. */
const MAX_DEPTH = 16;

const ACCEPTED =
	'UTF-8 JSON, no byte order mark, at most 16 levels: one object or an array of 1 to 500';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const anyUtf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The JSON value of a payload with its source text, or the fault `not_json`. Never throws. */
export function parseJson(
	payload: Uint8Array
): { readonly text: string; readonly value: unknown } | Fault {
	if (payload[0] === 0xef && payload[1] === 0xbb && payload[2] === 0xbf)
		return notJson('begins with a byte order mark', payload);
	// Before the parser, which would build the whole tower first.
	if (isTooDeep(payload)) return notJson('deeper than 16 levels', payload);
	let text: string;
	try {
		text = strictUtf8.decode(payload);
	} catch {
		return notJson('not UTF-8', payload);
	}
	try {
		return { text, value: JSON.parse(text) };
	} catch {
		return notJson(text.trim() === '' ? 'empty' : 'not JSON', payload);
	}
}

/** The fault of a payload, or of one object of it, that is no JSON object. */
export function notJson(what: string, given: Uint8Array | string): Fault {
	const text = typeof given === 'string' ? given : anyUtf8.decode(given.subarray(0, 256));
	return {
		reason: 'not_json',
		detail: `payload: ${what}; given ${escaped(text)}; accepted: ${ACCEPTED}`
	};
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** Objects and arrays open with [ or {, which differ in the bit 0x20 only, and close with ] or }. */
const isOpening = (code: number): boolean => (code | 0x20) === 0x7b;
const isClosing = (code: number): boolean => (code | 0x20) === 0x7d;

/** One pass over the bytes; brackets inside of strings do not count. */
function isTooDeep(bytes: Uint8Array): boolean {
	let depth = 0;
	let isInString = false;
	for (let i = 0; i < bytes.length; i++) {
		const code = bytes[i] ?? 0;
		if (isInString) {
			if (code === BACKSLASH) i++;
			else if (code === QUOTE) isInString = false;
		} else if (code === QUOTE) isInString = true;
		else if (isOpening(code)) {
			if (++depth > MAX_DEPTH) return true;
		} else if (isClosing(code)) depth--;
	}
	return false;
}

/**
 * The source texts of an array's elements, in order. `text` must have been parsed as an array. A refused
 * object is kept as it was sent: written again it would lose repeated keys and numbers beyond a double,
 * and might be accepted in another sense when it is replayed.
 */
export function elementTexts(text: string): readonly string[] {
	const elements: string[] = [];
	let depth = 0;
	let start = 0;
	let isInString = false;
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (isInString) {
			if (code === BACKSLASH) i++;
			else if (code === QUOTE) isInString = false;
			continue;
		}
		if (code === QUOTE) isInString = true;
		else if (isOpening(code) && ++depth === 1) start = i + 1;
		else if (depth === 1 && (code === COMMA || isClosing(code))) {
			elements.push(text.slice(start, i).trim());
			start = i + 1;
		}
		if (isClosing(code)) depth--;
	}
	return elements;
}
