/** Objects that are bad by one field, and those that only look so. */
import { DAY_MS, formatInstant, HOUR_MS } from '#domain/time.ts';
import type { Stream } from '#domain/event.ts';
import { objectText, values, withField, type BadInput } from './corpus-case.ts';

const accepted = { event: 'accepted', project: 'ID', dest: '420106' };
const text = (value: string) => JSON.stringify(value);

/** Every required field of contract 3 with the rest of an object that requires it. */
const required: readonly (readonly [Stream, string, object?])[] = [
	...(['scan', 'line', 'vehicle', 'station', 'order'] as const).flatMap((stream) =>
		['boot', 'seq', 'at'].map((field) => [stream, field] as const)
	),
	['status', 'at'],
	['status', 'online'],
	['scan', 'mailNo'],
	['scan', 'event'],
	['scan', 'project', accepted],
	['scan', 'dest', accepted],
	['scan', 'reason', { event: 'attempted' }],
	['scan', 'ok', { event: 'verified' }],
	['scan', 'signedBy', { event: 'delivered' }],
	['line', 'state'],
	['vehicle', 'phase'],
	['station', 'kind'],
	['station', 'event'],
	['order', 'channel'],
	['order', 'event']
];

/** JSON that is of none of the kinds a field has; of `boot` and `channel`, which are any text, and `seq` below. */
const wrongTypes = (field: string): string[] => [
	...['null', '{}', '[]', '""'],
	...(field === 'seq' ? [] : ['1', '1.5']),
	...(['boot', 'channel', 'seq'].includes(field) ? [] : ['"1"'])
];

function missing(now: number): BadInput[] {
	return required.flatMap(([stream, field, fields]) => [
		{
			name: `${stream} without ${field}`,
			stream,
			payload: objectText(now, stream, { ...fields, [field]: undefined }),
			expected: [`field:${field}`]
		},
		// A number alone is no state: it is the number of one, in a numbering that must be named.
		...values(
			now,
			[stream, field, { ...fields, ...(field === 'state' && { numbering: 'packtags' }) }],
			'refused',
			field === 'state' ? ['null', '{}', '[]', '""', '1.5', '"1"', '0', '18'] : wrongTypes(field)
		)
	]);
}

function closedLists(now: number): BadInput[] {
	const of = (stream: Stream, field: string, jsons: readonly string[], fields: object = {}) =>
		values(now, [stream, field, fields], 'refused', jsons);
	return [
		...of('scan', 'event', ['"lost"', '"Arrived"', '"arrived "', '"__proto__"']),
		...of('scan', 'payer', ['"company"'], accepted),
		...of('scan', 'priority', ['"high"', 'true'], accepted),
		...of('scan', 'reason', ['"unknown"'], { event: 'attempted' }),
		...of('scan', 'signedBy', ['"neighbour"'], { event: 'delivered' }),
		...of('line', 'state', ['"Running"', '"UNKNOWN"', '"execute"']),
		...of('line', 'kind', ['"robot"']),
		...of('line', 'numbering', ['"other"', 'null'], { state: 6 }),
		...of('vehicle', 'phase', ['"parked"']),
		...of('station', 'kind', ['"shop"']),
		...of('station', 'event', ['"closed"']),
		...of('order', 'event', ['"refunded"']),
		...values(now, ['scan', 'project', accepted], 'refused', [
			'"id"',
			'"证件"',
			'"A"',
			'"ABCDEFGHIJK"'
		]),
		...values(now, ['scan', 'project', accepted], 'ok', { 'one that is not in the list': '"ZZZ"' }),
		...values(now, ['scan', 'wave', accepted], 'ok', { 'one that no rule knows': '"W99"' }),
		{
			name: 'scan carrier.kind: one that is not in the list',
			payload: withField(now, 'carrier', '{"kind":"drone"}'),
			expected: ['field:carrier.kind']
		}
	];
}

function mailNos(now: number): BadInput[] {
	return [
		...values(now, ['scan', 'mailNo'], 'refused', {
			'lower case': text('rr473124829cn'),
			'12 characters of S10': text('RR47312482CN'),
			'14 characters of S10': text('RR4731248299CN'),
			'a wrong check digit': text('RR473124820CN'),
			'full-width digits': text('RR４７３１２４８２９CN'),
			'Arabic digits': text('٤٧٣١٢٤٨٢٩٠١'),
			'a right-to-left mark': text('RR473124829CN\u200f'),
			'a zero-width space': text('RR47312\u200b4829CN'),
			'a space': text('RR 473124829 CN'),
			'a line end': text('RR473124829CN\n'),
			'a NUL': text('RR473124829CN\0'),
			'a formula': text('=cmd()'),
			markup: text('<script>alert(1)</script>'),
			SQL: text("';DROP TABLE item;--"),
			emoji: text('📮'),
			'ten digits': text('1234567890'),
			'21 digits': text('1'.repeat(21)),
			'a number': '12345678901',
			'10 kB': text('1'.repeat(10_000))
		}),
		...values(now, ['scan', 'mailNo'], 'ok', {
			'11 digits': text('12345678901'),
			'20 digits': text('1'.repeat(20))
		})
	];
}

function places(now: number): BadInput[] {
	const dest = ['scan', 'dest', accepted] as const;
	return [
		...values(now, dest, 'refused', {
			'a code that is no province': text('990000'),
			zeros: text('000000'),
			'the name of a province': text('湖北'),
			'a province alone': text('42'),
			'a site with a suffix': text('420100-hub'),
			'full-width digits': text('４２０１００'),
			'a number': '420106'
		}),
		...values(now, dest, 'ok', {
			'a code that is no longer in use': text('510200'),
			'another province than that of the site': text('650102')
		}),
		...values(now, ['scan', 'province'], 'ok', { 'another than that of the topic': text('65') })
	];
}

function times(now: number): BadInput[] {
	const at = ['scan', 'at'] as const;
	const from = (ms: number) => text(formatInstant(now + ms));
	return [
		...values(now, at, 'refused', {
			'epoch seconds': String(Math.trunc(now / 1000)),
			'epoch milliseconds': String(now),
			'epoch microseconds': String(now * 1000),
			'epoch seconds as text': text(String(Math.trunc(now / 1000))),
			'epoch milliseconds as text': text(String(now)),
			negative: '-1',
			'a date alone': text('2026-03-01'),
			'no zone': text('2026-03-01T08:00:00'),
			'no seconds': text('2026-03-01T08:00+08:00'),
			'the name of a zone': text('2026-03-01T08:00:00 CST'),
			'a space for the T': text('2026-03-01 08:00:00+08:00'),
			'24:00': text('2026-03-01T24:00:00+08:00'),
			'30 February': text('2026-02-30T08:00:00+08:00'),
			'29 February of no leap year': text('2026-02-29T08:00:00+08:00'),
			'a leap second': text('2026-03-01T07:59:60+08:00'),
			'a leap second that there was': text('2016-12-31T23:59:60Z'),
			'the word Infinity': text('Infinity'),
			'the word NaN': text('NaN'),
			infinite: '1e999'
		}),
		...values(now, at, 'clock', {
			'year 0': text('0000-01-01T00:00:00Z'),
			1970: text('1970-01-01T00:00:00Z'),
			'the end of 2014': text('2014-12-31T23:59:59+08:00'),
			2015: text('2015-01-01T00:00:00+08:00'),
			2106: text('2106-02-07T06:28:16Z'),
			2262: text('2262-04-11T23:47:17Z'),
			2300: text('2300-01-01T00:00:00Z'),
			9999: text('9999-12-31T23:59:59Z'),
			'25 hours ahead': from(25 * HOUR_MS),
			'ten years and a day ago': from(-3_651 * DAY_MS)
		}),
		...values(now, at, 'ok', {
			'23 hours ahead': from(23 * HOUR_MS),
			'300 days ago': from(-300 * DAY_MS),
			'digits beyond milliseconds': text(new Date(now).toISOString().replace('Z', '987654Z'))
		}),
		// No clock tells a plan, so it has no window; the storage must hold it all the same.
		...values(now, ['vehicle', 'planned'], 'ok', {
			'year 0': text('0000-01-01T00:00:00Z'),
			1970: text('1970-01-01T00:00:00Z'),
			2106: text('2106-02-07T06:28:16Z'),
			9999: text('9999-12-31T23:59:59Z')
		}),
		...values(now, ['vehicle', 'planned'], 'refused', [String(now), text('10:00')])
	];
}

/** Fields that are numbers, with what else an object needs to have them, the most they hold, and whether integer. */
const numbers: readonly (readonly [Stream, string, number, 'integer' | 'any', object?])[] = [
	['scan', 'seq', 4_294_967_295, 'integer'],
	['scan', 'fee', 4_294_967_295, 'integer', accepted],
	['scan', 'documents', 4_294_967_295, 'integer', accepted],
	['scan', 'loop', 4, 'any', { event: 'sorted' }],
	['line', 'total', Number.MAX_SAFE_INTEGER, 'integer'],
	['line', 'rejected', Number.MAX_SAFE_INTEGER, 'integer'],
	['line', 'ratedPerHour', Number.MAX_SAFE_INTEGER, 'any'],
	['line', 'plannedSeconds', Number.MAX_SAFE_INTEGER, 'any'],
	['vehicle', 'lat', 90, 'any'],
	['vehicle', 'lon', 180, 'any'],
	['vehicle', 'load', Number.MAX_SAFE_INTEGER, 'any'],
	['station', 'count', 4_294_967_295, 'integer'],
	['order', 'count', 4_294_967_295, 'integer'],
	['order', 'lagSeconds', Number.MAX_SAFE_INTEGER, 'any']
];

function amounts(now: number): BadInput[] {
	return numbers.flatMap(([stream, field, most, kind, fields]) => {
		const place = [stream, field, fields] as const;
		return [
			...values(now, place, 'refused', [
				...['"NaN"', '1e400', '-1e400', '1e308', '"0x10"', '"1,5"', '"1"', '1e18', 'true'],
				field === 'lat' || field === 'lon' ? '-181' : '-1',
				...(kind === 'integer' ? ['1.5', '1e-7'] : []),
				String(most < 1e10 ? most + 1 : most * 2)
			]),
			...values(now, place, 'not_json', [
				'NaN',
				'Infinity',
				'0x10',
				'1,5',
				'-',
				'+1',
				'07',
				'.5',
				'1.'
			]),
			...values(now, place, 'ok', [
				String(most),
				...(kind === 'any' ? ['5e-324', '-0', '0.1'] : ['1.0', '1e0'])
			])
		];
	});
}

function texts(now: number): BadInput[] {
	const customer = ['scan', 'customer', accepted] as const;
	return [
		...values(now, ['scan', 'boot'], 'refused', {
			'37 characters': text('b'.repeat(37)),
			'half a surrogate pair': '"\\ud800"',
			'100 kB of a number': '1'.repeat(100_000)
		}),
		...values(now, ['scan', 'boot'], 'ok', {
			'no UUID': text('mon 3'),
			'an escaped NUL': '"\\u0000"',
			'36 emoji': text('📮'.repeat(36))
		}),
		...values(now, customer, 'refused', {
			'half a surrogate pair': '"a\\udc00b"',
			'65 characters': text('户'.repeat(65)),
			'10 kB': text('户'.repeat(10_000))
		}),
		...values(now, customer, 'ok', {
			NFC: text('\u00e9'),
			NFD: text('e\u0301'),
			'zero-width': text('a\u200b\u200d\ufeffb'),
			'text that turns': text('\u202egnp.exe'),
			'line separators': text('\u2028\u2029\r\n'),
			'quotes and backslashes': text('"\'\\`\t\0\u007f'),
			'a formula': text('=HYPERLINK("x")'),
			markup: text('<img src=x onerror=alert(1)>'),
			SQL: text("'); DROP TABLE scan_event --"),
			'a null of ClickHouse': text('\\N'),
			'64 emoji': text('📮'.repeat(64)),
			'a phone-like number': text('00000000000')
		}),
		{
			name: 'line byType: names and counters at their limits',
			stream: 'line',
			payload: withField(
				now,
				'byType',
				`{"__proto__":${Number.MAX_SAFE_INTEGER},"${'册'.repeat(64)}":0,"\\u0000":1}`,
				'line'
			),
			expected: [null]
		},
		...['"__proto__":-1', '"constructor":"1"', '"A4":1e400'].map((entry): BadInput => ({
			name: `line byType: ${entry}`,
			stream: 'line',
			payload: withField(now, 'byType', `{${entry}}`, 'line'),
			expected: [`field:byType.${entry.slice(1, entry.indexOf('":'))}`]
		})),
		...values(now, ['line', 'byType'], 'refused', [
			'[]',
			'"A4"',
			'{"":1}',
			`{"${'x'.repeat(65)}":1}`
		])
	];
}

export function badFields(now: number): BadInput[] {
	return [missing, closedLists, mailNos, places, times, amounts, texts].flatMap((of) => of(now));
}
