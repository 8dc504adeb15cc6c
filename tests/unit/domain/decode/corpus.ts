/** Bad input as it comes from the field: what is sent where, and the reasons it is refused for. */
import { least, stamp, topicOf } from './sample.ts';

export interface BadInput {
	readonly name: string;
	/** The topic of a scan unless it says otherwise. */
	readonly topic?: string;
	/** Text is sent as UTF-8. */
	readonly payload: string | Uint8Array;
	/** One reason an object in the order of the message, null for an object that is accepted. */
	readonly expected: readonly (string | null)[];
}

const scan = JSON.stringify({ ...stamp, ...least.scan });
const utf8 = Buffer.from(scan);
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const withField = (name: string, json: string): string =>
	scan.replace(new RegExp(`"${name}":("[^"]*"|[0-9]+)`), `"${name}":${json}`);
const as = (expected: string | null, entries: Record<string, string | Uint8Array>): BadInput[] =>
	Object.entries(entries).map(([name, payload]) => ({ name, payload, expected: [expected] }));
const mailNo = (expected: string | null, entries: Record<string, string>): BadInput[] =>
	Object.entries(entries).map(([name, value]) => ({
		name: `mailNo: ${name}`,
		payload: withField('mailNo', JSON.stringify(value)),
		expected: [expected]
	}));
const at = (expected: string | null, entries: Record<string, string>): BadInput[] =>
	Object.entries(entries).map(([name, json]) => ({
		name: `at: ${name}`,
		payload: withField('at', json),
		expected: [expected]
	}));

const notObjects = as('not_json', {
	nothing: '',
	spaces: '   ',
	null: 'null',
	'an empty array': '[]',
	'a text': '"x"',
	'a number': '42',
	true: 'true'
});

const notJson = as('not_json', {
	'a cut object': scan.slice(0, 40),
	'a trailing comma': `${scan.slice(0, -1)},}`,
	'single quotes': scan.replaceAll('"', "'"),
	'two objects': scan + scan,
	NDJSON: `${scan}\n${scan}\n`,
	'a byte order mark': `\ufeff${scan}`,
	'UTF-16 with a mark': Buffer.from(`\ufeff${scan}`, 'utf16le'),
	gzip: Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xab, 0xae, 5, 0, 0x43, 0xbf, 0xa6),
	protobuf: Uint8Array.of(0x0a, 3, 0x62, 0x2d, 0x31, 0x10, 7, 0x18, 0xff, 1),
	'a lone FF': Uint8Array.of(0xff),
	'GBK for UTF-8': latin1(withField('boot', '"\u00ba\u00ba"')),
	'a NUL inside': withField('boot', '"a\0b"'),
	'NUL bytes behind': Buffer.concat([utf8, Buffer.alloc(3)]),
	'20,000 nested [': '['.repeat(20_000),
	'a number in hex': withField('seq', '0x10'),
	Infinity: withField('seq', 'Infinity'),
	'a minus alone': withField('seq', '-'),
	'a number with a leading zero': withField('seq', '07'),
	'a decimal comma': withField('seq', '1,5')
});

const sizes: BadInput[] = [
	...as('too_large', {
		'256 KiB and a byte': scan.padEnd(262_145, ' '),
		'1 MiB': 'x'.repeat(1_048_576),
		'10 MB of a number': '1'.repeat(10_000_000)
	}),
	...as(null, {
		'256 KiB': scan.padEnd(262_144, ' '),
		'20,000 unknown keys': scan.replace(
			'{',
			`{${Array.from({ length: 20_000 }, (_, i) => `"${i}":0,`).join('')}`
		)
	}),
	...as('field:seq', {
		'100 kB of a number': withField('seq', '1'.repeat(100_000)),
		'a number beyond a double': withField('seq', '1e400')
	})
];

const keys: BadInput[] = [
	...as(null, {
		'a key twice: the last counts': scan.replace('{', '{"mailNo":"A",'),
		'__proto__ as data': scan.replace('{', '{"__proto__":{"boot":1},'),
		'constructor as data': scan.replace('{', '{"constructor":{"prototype":{"x":1}},'),
		'toString as data': scan.replace('{', '{"toString":1,'),
		'an unknown field': scan.replace('{', '{"schema":"99.0",'),
		'a phone-like number in an unknown field': scan.replace('{', '{"phone":"00000000000",')
	}),
	...as('field:mailNo', { 'a key twice, wrong at last': `${scan.slice(0, -1)},"mailNo":"A"}` })
];

const required: BadInput[] = ['boot', 'seq', 'at', 'mailNo', 'event'].flatMap((field) =>
	['null', '{}', '[]', 'true', field === 'seq' ? '"1"' : '1'].map((json) => ({
		name: `${field} as ${json}`,
		payload: withField(field, json),
		expected: [`field:${field}`]
	}))
);

const mailNos: BadInput[] = [
	...mailNo('field:mailNo', {
		'lower case': 'rr473124829cn',
		'12 characters of S10': 'RR47312482CN',
		'14 characters of S10': 'RR4731248299CN',
		'a wrong check digit': 'RR473124820CN',
		'full-width digits': 'RR４７３１２４８２９CN',
		'Arabic digits': '٤٧٣١٢٤٨٢٩٠١',
		'a right-to-left mark': 'RR473124829CN\u200f',
		'a space': 'RR 473124829 CN',
		'a formula': '=cmd()',
		markup: '<script>alert(1)</script>',
		SQL: "';DROP TABLE item;--",
		emoji: '📮',
		'ten digits': '1234567890',
		'21 digits': '1'.repeat(21),
		'10 kB': '1'.repeat(10_000)
	}),
	...mailNo(null, { '11 digits': '12345678901', '20 digits': '1'.repeat(20) })
];

const times: BadInput[] = [
	...at('field:at', {
		'epoch seconds': '1772323200',
		'epoch milliseconds': '1772323200000',
		'epoch microseconds': '1772323200000000',
		'epoch seconds as text': '"1772323200"',
		negative: '-1',
		'no zone': '"2026-03-01T08:00:00"',
		'24:00': '"2026-03-01T24:00:00+08:00"',
		'30 February': '"2026-02-30T08:00:00+08:00"',
		'a leap second': '"2026-03-01T07:59:60+08:00"',
		Infinity: '1e999'
	}),
	...at('clock', {
		'year 0': '"0000-01-01T00:00:00Z"',
		1970: '"1970-01-01T00:00:00Z"',
		'the end of 2014': '"2014-12-31T23:59:59+08:00"',
		2015: '"2015-01-01T00:00:00+08:00"',
		2106: '"2106-02-07T06:28:16Z"',
		2262: '"2262-04-11T23:47:17Z"',
		9999: '"9999-12-31T23:59:59Z"'
	})
];

const arrays: BadInput[] = [
	{
		name: 'an array of good and bad',
		payload: `[${scan},${withField('seq', '0')},${scan},3]`,
		expected: [null, 'field:seq', null, 'not_json']
	},
	{ name: 'an array in an array', payload: `[[${scan}]]`, expected: ['not_json'] },
	{
		name: '501 objects',
		payload: `[${Array(501).fill(scan).join(',')}]`,
		expected: ['too_many']
	}
];

const lines: BadInput[] = [
	['a state that is none', '"Running"'],
	['a number without a numbering', '6']
].map(([name, state], i) => ({
	name: `line: ${name}`,
	topic: topicOf('line'),
	payload: JSON.stringify(stamp).replace('{', `{"state":${state},`),
	expected: [i === 0 ? 'field:state' : 'field:numbering']
}));

const topics: BadInput[] = [
	'youkan/v1/42/420100/scan',
	'youkan/v1/42/420100/d/scan/more',
	'youkan/v1/42//d/scan',
	'youkan/v1/42/420100//scan',
	'youkan/v1/42/420100/+/scan',
	'youkan/v1/42/420100/#',
	'youkan/v1/42/420100/$SYS/scan',
	'youkan/v1/43/420100/d/scan',
	'youkan/v1/湖北/420100/d/scan',
	'youkan/v1/42/420100/线一/scan',
	`youkan/v1/42/420100/${'d'.repeat(300)}/scan`,
	'youkan/v1/42/420100/d/events',
	'youkan/v1/dev/events'
].map((topic) => ({
	name: `topic ${topic.slice(0, 60)}`,
	topic,
	payload: scan,
	expected: ['topic']
}));

export const corpus: readonly BadInput[] = [
	...notObjects,
	...notJson,
	...sizes,
	...keys,
	...required,
	...mailNos,
	...times,
	...arrays,
	...lines,
	...topics
];
