import type { Stream } from '#domain/event.ts';
import { formatInstant } from '#domain/time.ts';
import { least } from './sample.ts';

/** What is sent, and what is to become of it. */
export interface BadInput {
	readonly name: string;
	/** The last level of a good topic; a scan's unless it says otherwise. */
	readonly stream?: Stream;
	/** The whole topic where that is what is bad. */
	readonly topic?: string;
	/** Text is sent as UTF-8. */
	readonly payload: string | Uint8Array;
	/** One reason an object in the order of the message, null for an object that is accepted. */
	readonly expected: readonly (string | null)[];
}

type Expected = string | null;

/** The corpus's own object of a stream, that happened at `now`, as JSON. */
export function objectText(now: number, stream: Stream = 'scan', fields: object = {}): string {
	return JSON.stringify({
		boot: 'b-1',
		seq: 7,
		at: formatInstant(now),
		...least[stream],
		...fields
	});
}

/** The object with `json`, which need not be JSON, as the value of a field. */
export function withField(
	now: number,
	field: string,
	json: string,
	stream: Stream = 'scan',
	fields: object = {}
): string {
	const rest = objectText(now, stream, { ...fields, [field]: undefined });
	return `${rest.slice(0, -1)},${JSON.stringify(field)}:${json}}`;
}

/** Whole payloads that have the same end. */
export function payloads(
	expected: Expected,
	entries: Readonly<Record<string, string | Uint8Array>>
): BadInput[] {
	return Object.entries(entries).map(([name, payload]) => ({
		name,
		payload,
		expected: [expected]
	}));
}

/** Values of one field, as JSON, that have the same end: `ok`, or `field:` and the field's name. */
export function values(
	now: number,
	[stream, field, fields = {}]: readonly [Stream, string, (object | undefined)?],
	end: 'ok' | 'refused' | 'clock' | 'not_json',
	jsons: readonly string[] | Readonly<Record<string, string>>
): BadInput[] {
	const expected = end === 'ok' ? null : end === 'refused' ? `field:${field}` : end;
	const named = Array.isArray(jsons)
		? jsons.map((json: string) => [json, json])
		: Object.entries(jsons);
	return named.map(([name = '', json = '']) => ({
		name: `${stream} ${field}: ${name.slice(0, 60)}`,
		stream,
		payload: withField(now, field, json, stream, fields),
		expected: [expected]
	}));
}
