/** Payloads that are bad as a whole, and those that only look so. */
import { gzipSync } from 'node:zlib';
import { objectText, payloads, withField, type BadInput } from './corpus-case.ts';

/** Contract 3: the largest payload that is looked into. */
const MAX_BYTES = 262_144;

/** As many unknown fields before those of the scan. */
const manyKeys = (scan: string, count: number) =>
	scan.replace('{', `{${Array.from({ length: count }, (_, i) => `"${i}":0,`).join('')}`);

export function badMessages(now: number): BadInput[] {
	const scan = objectText(now);
	const next = objectText(now, 'scan', { seq: 8 });
	const utf8 = Buffer.from(scan);
	const latin1 = (boot: string) => Buffer.from(withField(now, 'boot', `"${boot}"`), 'latin1');
	return [
		...payloads('not_json', {
			nothing: '',
			spaces: '   ',
			'line ends': '\r\n\t\n',
			null: 'null',
			'an empty array': '[]',
			'a text': '"x"',
			'a number': '42',
			true: 'true',
			false: 'false',
			'a word': 'hello'
		}),
		...payloads('not_json', {
			'a cut object': scan.slice(0, 40),
			'an object without its end': scan.slice(0, -1),
			'an array without its end': `[${scan}`,
			'a trailing comma': `${scan.slice(0, -1)},}`,
			'a trailing comma in an array': `[${scan},]`,
			'single quotes': scan.replaceAll('"', "'"),
			'names without quotes': scan.replaceAll(/"(\w+)":/g, '$1:'),
			'a comment': `${scan}// end`,
			'two objects': scan + scan,
			'two objects with a comma': `${scan},${next}`,
			NDJSON: `${scan}\n${next}\n`,
			'a byte order mark': `\ufeff${scan}`,
			'UTF-16 with a mark': Buffer.from(`\ufeff${scan}`, 'utf16le'),
			'UTF-16 LE': Buffer.from(scan, 'utf16le'),
			'UTF-16 BE': Buffer.from(scan, 'utf16le').swap16(),
			gzip: gzipSync(scan),
			protobuf: Uint8Array.of(0x0a, 3, 0x62, 0x2d, 0x31, 0x10, 7, 0x18, 0xff, 1),
			MessagePack: Uint8Array.of(0x82, 0xa4, 0x62, 0x6f, 0x6f, 0x74, 0xa1, 0x62),
			'a lone FF': Uint8Array.of(0xff),
			'an FF inside': latin1('\u00ff'),
			'GBK for UTF-8': latin1('\u00ba\u00ba'),
			'an overlong slash': latin1('\u00c0\u00af'),
			'half a surrogate pair as UTF-8': latin1('\u00ed\u00a0\u0080'),
			'a cut character': latin1('\u00e6\u00b1'),
			'a NUL inside': withField(now, 'boot', '"a\0b"'),
			'a line end inside of a text': withField(now, 'boot', '"a\nb"'),
			'NUL bytes behind': Buffer.concat([utf8, Buffer.alloc(3)])
		}),
		...payloads('not_json', {
			'20,000 nested [': '['.repeat(20_000),
			'20,000 nested objects': '{"a":'.repeat(20_000),
			'20,000 nested [ that end': '['.repeat(20_000) + ']'.repeat(20_000),
			'17 levels': withField(now, 'x', '['.repeat(16) + ']'.repeat(16))
		}),
		...payloads('too_large', {
			'256 KiB and a byte': scan.padEnd(MAX_BYTES + 1, ' '),
			'100,000 keys': manyKeys(scan, 100_000),
			'1 MiB': 'x'.repeat(1_048_576),
			'1 MiB and a byte': 'x'.repeat(1_048_577),
			'10 MB of a number': '1'.repeat(10_000_000)
		}),
		...payloads(null, {
			'64 KiB and a byte': scan.padEnd(65_537, ' '),
			'256 KiB': scan.padEnd(MAX_BYTES, ' '),
			'16 levels': withField(now, 'x', '['.repeat(15) + ']'.repeat(15)),
			'200 keys more': manyKeys(scan, 200),
			'20,000 keys more': manyKeys(scan, 20_000)
		}),
		...keys(scan),
		...arrays(scan, next)
	];
}

function keys(scan: string): BadInput[] {
	const before = (json: string) => scan.replace('{', `{${json},`);
	return [
		...payloads(null, {
			'a key twice: the last counts': before('"mailNo":"A"'),
			'__proto__ as data': before('"__proto__":{"boot":1,"polluted":1}'),
			'constructor as data': before('"constructor":{"prototype":{"polluted":1}}'),
			'toString as data': before('"toString":1'),
			'hasOwnProperty as data': before('"hasOwnProperty":null'),
			'an unknown field': before('"extra":{"any":["thing"]}'),
			'another schema': before('"schema":"99.0"'),
			'another device than that of the topic': before('"device":"other","site":"110101"'),
			'a phone-like number and an address in unknown fields': before(
				'"phone":"00000000000","address":"某路 1 号"'
			)
		}),
		...payloads('field:mailNo', {
			'a key twice, wrong at last': `${scan.slice(0, -1)},"mailNo":"A"}`
		}),
		...payloads('field:boot', {
			'all of it below __proto__': `{"__proto__":${scan}}`,
			'all of it below a name': `{"event":${scan}}`
		})
	];
}

function arrays(scan: string, next: string): BadInput[] {
	return [
		{
			name: 'an array of good and bad',
			payload: `[${scan},${scan.replace('"seq":7', '"seq":0')},${next},3,null,[],{}]`,
			expected: [null, 'field:seq', null, 'not_json', 'not_json', 'not_json', 'field:boot']
		},
		{ name: 'an array in an array', payload: `[[${scan}]]`, expected: ['not_json'] },
		{
			name: '500 objects, none of them well',
			payload: `[${Array(500).fill('{}').join(',')}]`,
			expected: Array<string>(500).fill('field:boot')
		},
		{
			name: '501 objects',
			payload: `[${Array(501).fill(scan).join(',')}]`,
			expected: ['too_many']
		},
		{
			name: '100,000 numbers',
			payload: `[${Array(100_000).fill('0').join(',')}]`,
			expected: ['too_many']
		}
	];
}
