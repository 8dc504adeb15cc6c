import { describe, expect, it } from 'vitest';
import { decode, least, NOW, reasonsOf, stamp, topicOf } from './sample.ts';

const MAX_BYTES = 256 * 1024;
const scan = { ...stamp, ...least.scan };
const good = (seq: number) => ({ ...scan, seq });
const badTopic = { topic: 'youkan/v1/42/420100/d/nothing' };

/** The scan in spaces, so that the payload has exactly so many bytes. */
const ofBytes = (bytes: number) => JSON.stringify(scan).padEnd(bytes, ' ');
const nested = (levels: number) => `${'['.repeat(levels)}1${']'.repeat(levels)}`;
/** The scan with an unknown field that lies so deep that the whole has `levels` levels. */
const deep = (levels: number) => JSON.stringify(scan).replace('{', `{"x":${nested(levels - 1)},`);

describe('the order of the faults of a message', () => {
	it.each([
		['topic before all', 'x'.repeat(MAX_BYTES + 1), badTopic, ['topic']],
		['topic, though the object is well', JSON.stringify(scan), badTopic, ['topic']],
		['too_large before not_json', 'x'.repeat(MAX_BYTES + 1), {}, ['too_large']],
		['too_large, though the object is well', ofBytes(MAX_BYTES + 1), {}, ['too_large']],
		['exactly 256 KiB', ofBytes(MAX_BYTES), {}, []],
		['not_json at exactly 256 KiB', 'x'.repeat(MAX_BYTES), {}, ['not_json']],
		['not_json before too_many', JSON.stringify(Array(501).fill(1)).slice(0, -1), {}, ['not_json']],
		['not_json for depth before too_many', `[${'0,'.repeat(501)}${nested(16)}]`, {}, ['not_json']],
		['too_many before what is in it', Array(501).fill('x'), {}, ['too_many']],
		['500 objects', Array.from({ length: 500 }, (_, i) => good(i + 1)), {}, []],
		['501 objects, all well', Array.from({ length: 501 }, (_, i) => good(i + 1)), {}, ['too_many']]
	])('%s', (_name, payload, given, reasons) => {
		const packet = decode(payload, given);
		expect(reasonsOf(packet)).toEqual(reasons);
		expect(packet.source === null).toBe(given === badTopic);
		if (reasons.length > 0) expect(packet.accepted).toEqual([]);
	});

	it('gives a refused message as a whole no place, no stamp and no object', () => {
		expect(decode(Array(501).fill(scan)).refused).toEqual([
			{ index: 0, reason: 'too_many', detail: expect.any(String) as string, boot: '', seq: 0 }
		]);
	});
});

describe('not_json', () => {
	const text = JSON.stringify(scan);
	const utf8 = Buffer.from(text);
	it.each([
		['nothing', ''],
		['spaces', ' \n\t '],
		['null', 'null'],
		['true', 'true'],
		['a number', '42'],
		['a text', '"x"'],
		['an empty array', '[]'],
		['an empty array in spaces', ' [ ] '],
		['a cut object', text.slice(0, -1)],
		['a trailing comma', text.replace('}', ',}')],
		['single quotes', text.replaceAll('"', "'")],
		['two objects', text + text],
		['NDJSON', `${text}\n${text}`],
		['NaN', text.replace('7', 'NaN')],
		['a comment', `${text}//`],
		['a NUL inside of a text', text.replace('b-1', 'b\0')],
		['a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), utf8])],
		['UTF-16', Buffer.from(text, 'utf16le')],
		['a lone FF', Buffer.from(text.replace('b-1', 'b\u00ff'), 'latin1')],
		['an overlong /', Buffer.from(text.replace('b-1', '\u00c0\u00af'), 'latin1')],
		['a surrogate as UTF-8', Buffer.from(text.replace('b-1', '\u00ed\u00a0\u0080'), 'latin1')],
		['a cut character', Buffer.from(text.replace('b-1', '\u00e6\u00b1'), 'latin1')],
		['17 levels', deep(17)],
		['20,000 levels that never end', '['.repeat(20_000)],
		['17 levels of an array', `[${text},${nested(16)}]`]
	])('%s', (_name, payload) => {
		expect(reasonsOf(decode(payload))).toEqual(['not_json']);
	});

	it.each([
		['16 levels', deep(16)],
		['brackets inside of a text', text.replace('b-1', '['.repeat(36))],
		['an escaped quote before brackets', text.replace('b-1', `\\"${'{'.repeat(35)}`)],
		['many objects beside each other', JSON.stringify([good(1), good(2), good(3)])],
		['space around', ` \r\n\t${text}\n`],
		['an escaped NUL', text.replace('b-1', '\\u0000')]
	])('is not: %s', (_name, payload) => {
		expect(reasonsOf(decode(payload))).toEqual([]);
	});
});

describe('an array', () => {
	it('keeps its good objects and refuses the others one by one, each as it was sent', () => {
		const texts = [
			JSON.stringify(good(1)),
			'{ "boot":"b-1", "seq":1e400, "seq":"2" , "x":"},{" }',
			'null',
			'[{"boot":"b-1"},{}]',
			'"],["',
			JSON.stringify(good(6)),
			'{}'
		];
		const packet = decode(`\n[ ${texts.join(' ,\t')} ]`);
		expect(packet.accepted.map((found) => found.index)).toEqual([0, 5]);
		expect(packet.accepted.map((found) => found.telemetry.value)).toMatchObject([
			{ seq: 1 },
			{ seq: 6 }
		]);
		expect(packet.refused.map(({ index, reason, object }) => [index, reason, object])).toEqual([
			[1, 'field:seq', texts[1]],
			[2, 'not_json', texts[2]],
			[3, 'not_json', texts[3]],
			[4, 'not_json', texts[4]],
			[6, 'field:boot', texts[6]]
		]);
	});

	it('of one bad object keeps its text, a single object needs none', () => {
		expect(decode([{}]).refused).toMatchObject([{ index: 0, reason: 'field:boot', object: '{}' }]);
		expect(decode({}).refused[0]).not.toHaveProperty('object');
	});

	it('is not looked into for the same identity twice', () => {
		expect(decode([good(1), good(1)]).accepted).toHaveLength(2);
	});
});

describe('the fields of an object', () => {
	it('count by their last value when they are repeated', () => {
		const twice = (first: string, last: string) =>
			decode(JSON.stringify(scan).replace('{', `{"seq":${first},`).replace('"seq":7', last));
		expect(twice('"x"', '"seq":8').accepted).toMatchObject([{ telemetry: { value: { seq: 8 } } }]);
		expect(reasonsOf(twice('8', '"seq":"x"'))).toEqual(['field:seq']);
		expect(reasonsOf(twice('8', '"seq":null'))).toEqual(['field:seq']);
	});

	it('are ignored when they are unknown, whatever their name', () => {
		const names = ['x', '', '__proto__', 'constructor', 'toString', 'BOOT', 'mailno'];
		const strange = names.map((name) => `${JSON.stringify(name)}:{"seq":0}`).join(',');
		const packet = decode(JSON.stringify(scan).replace('{', `{${strange},`));
		expect(packet.accepted.map((found) => found.telemetry.value)).toEqual([
			{ ...scan, at: NOW, clockSuspect: false }
		]);
		expect(Object.prototype).not.toHaveProperty('seq');
	});

	it('are not found in the prototype of an object', () => {
		const own = JSON.stringify(scan);
		expect(reasonsOf(decode(`{"__proto__":${own}}`))).toEqual(['field:boot']);
	});
});

describe('the detail of a refusal', () => {
	it('says what was given, cut to 64 characters and made visible, and what is accepted', () => {
		const { detail } = decode({ ...scan, event: `\u202e${'长'.repeat(100)}` }).refused[0] ?? {};
		expect(detail).toBe(
			`event: given "\\u{202e}${'长'.repeat(54)}…; accepted: one of ${
				'ordered, accepted, printed, encapsulated, verified, sorted, departed, arrived, ' +
				'out_for_delivery, attempted, ready_for_pickup, delivered, returned, recalled, ' +
				'plate_made, plate_fitted'
			}`
		);
	});

	it.each([
		['a byte order mark', '\ufeff{}', 'begins with a byte order mark'],
		['what is no UTF-8', Uint8Array.of(0xff), 'not UTF-8'],
		['depth', '['.repeat(17), 'deeper than 16 levels'],
		['nothing', ' ', 'empty'],
		['an empty array', '[]', 'an empty array'],
		['a text', '"x"', 'not an object'],
		['anything else', '{', 'not JSON']
	])('tells not_json by its cause: %s', (_name, payload, cause) => {
		expect(decode(payload).refused[0]?.detail).toMatch(`payload: ${cause}; given `);
	});

	it('says that a field is missing', () => {
		expect(decode({}, { topic: topicOf('line') }).refused[0]?.detail).toBe(
			'boot: missing; accepted: text of 1 to 36 characters'
		);
	});
});
