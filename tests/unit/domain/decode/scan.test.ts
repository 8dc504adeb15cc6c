import { describe, expect, it } from 'vitest';
import { scanEvents, type ScanEventName } from '#domain/event.ts';
import { provinces } from '#domain/province.ts';
import { NOW, reasonFor, stamp, valueOf } from './sample.ts';

/** What an event requires beside `mailNo` and `event`. */
const needs: Partial<Record<ScanEventName, Readonly<Record<string, unknown>>>> = {
	accepted: { project: 'ID', dest: '110101' },
	attempted: { reason: 'absent' },
	delivered: { signedBy: 'recipient' },
	verified: { ok: true }
};
const of = (event: ScanEventName, change: object = {}) => ({ event, ...needs[event], ...change });
const x64 = 'x'.repeat(64);
const notText = [1, true, {}, [], `${x64}x`];

it.each(scanEvents)('decodes %s with what it requires and nothing else', (event) => {
	expect(valueOf('scan', of(event))).toEqual({
		...stamp,
		at: NOW,
		clockSuspect: false,
		mailNo: 'RR473124829CN',
		...of(event)
	});
});

it('decodes every field of accepted', () => {
	const fields = {
		...{ project: 'XX', dest: '820000', product: x64, wave: 'W15', customer: '车管所' },
		...{ payer: 'government', priority: 'exam', fee: 2_200, documents: 3, channel: '渝快办' },
		...{ partner: 'p', carrier: { kind: 'partner', id: 'c' }, line: 'l', batch: 'b' },
		corrects: { boot: 'b-0', seq: 4 }
	};
	expect(valueOf('scan', of('accepted', fields))).toMatchObject(fields);
});

describe('what is required', () => {
	const required: readonly (readonly [ScanEventName, string])[] = [
		...scanEvents.flatMap((event) => [[event, 'mailNo'] as const, [event, 'event'] as const]),
		['accepted', 'project'],
		['accepted', 'dest'],
		['attempted', 'reason'],
		['verified', 'ok'],
		['delivered', 'signedBy']
	];
	it.each(required)('of %s is %s', (event, field) => {
		expect(reasonFor('scan', of(event, { [field]: undefined }))).toBe(`field:${field}`);
		expect(reasonFor('scan', of(event, { [field]: null }))).toBe(`field:${field}`);
	});
});

/** Fields with values that are taken and values that are refused. */
const fields: readonly (readonly [
	ScanEventName,
	string,
	readonly unknown[],
	readonly unknown[]
])[] = [
	[
		'arrived',
		'mailNo',
		['RR473124829CN', '12345678901', '1'.repeat(20)],
		['rr473124829cn', 'RR473124828CN', '1'.repeat(10), '1'.repeat(21), '１'.repeat(13), 12345678901]
	],
	['arrived', 'event', scanEvents.filter((e) => !needs[e]), ['Arrived', '', 'toString', 1]],
	[
		'accepted',
		'project',
		['AB', 'ABCDEFGHIJ', 'ZZ'],
		['A', 'ABCDEFGHIJK', 'id', 'I D', 'ID1', '证件', '', 1]
	],
	[
		'accepted',
		'dest',
		provinces.map((p) => `${p.code}0000`),
		['990000', '000000', '4201', '4201000', '420100-a', '42O100', '湖北省', 420100]
	],
	['accepted', 'product', ['', x64, '😀'.repeat(64)], [...notText, '😀'.repeat(65)]],
	['accepted', 'wave', ['W15', 'W24', 'W99'], notText],
	['accepted', 'customer', [x64], notText],
	['accepted', 'payer', ['person', 'government'], ['Person', 'other', '', 1]],
	['accepted', 'priority', ['normal', 'key', 'exam'], ['high', '', true]],
	['accepted', 'fee', [0, 1, 4_294_967_295], [-1, 0.5, '1', 4_294_967_296, true]],
	['accepted', 'documents', [0, 1, 40], [-1, 1.5, '1']],
	['accepted', 'channel', ['渝快办', ''], notText],
	['accepted', 'partner', [x64], notText],
	[
		'attempted',
		'reason',
		[
			...['absent', 'refused', 'bad_address', 'unreachable', 'no_id', 'proxy_refused'],
			...['damaged', 'weather', 'other']
		],
		['Absent', 'unknown', '', 0]
	],
	['delivered', 'signedBy', ['recipient', 'proxy', 'station', 'code'], ['neighbour', '', true]],
	['delivered', 'idVerified', [true, false], ['true', 0, {}]],
	['verified', 'ok', [true, false], ['false', 0, 1]],
	['sorted', 'chute', ['17', ''], notText],
	['sorted', 'loop', [0, 0.25, 4], [-0.01, 4.01, '1', true]],
	['departed', 'carrier', [{ kind: 'van' }, { kind: 'van', id: 'v-1' }], ['van', 1, [], true]],
	['ordered', 'line', ['l-1', x64], notText],
	['recalled', 'batch', ['b-1'], notText],
	['returned', 'corrects', [{ boot: 'b', seq: 1 }], ['b', 1, [], false]]
];

describe.each(fields)('%s with %s', (event, field, taken, refused) => {
	it.each(taken)('takes %j', (value) => {
		expect(valueOf('scan', of(event, { [field]: value }))).toMatchObject({ [field]: value });
	});
	it.each(refused)('refuses %j', (value) => {
		expect(reasonFor('scan', of(event, { [field]: value }))).toBe(`field:${field}`);
	});
});

describe('nested fields have dotted names', () => {
	it.each([
		['carrier.kind', { carrier: {} }],
		['carrier.kind', { carrier: { kind: null, id: 'x' } }],
		['carrier.kind', { carrier: { kind: 'Van', id: 1 } }],
		['carrier.id', { carrier: { kind: 'postman', id: 1 } }],
		['carrier.id', { carrier: { kind: 'postman', id: 'x'.repeat(65) } }],
		['corrects.boot', { corrects: { seq: 1 } }],
		['corrects.boot', { corrects: { boot: '', seq: 1 } }],
		['corrects.seq', { corrects: { boot: 'b' } }],
		['corrects.seq', { corrects: { boot: 'b', seq: 0 } }]
	])('%s', (name, change) => {
		expect(reasonFor('scan', change)).toBe(`field:${name}`);
	});

	it.each(['postman', 'van', 'unmanned', 'station', 'partner'])('carrier %s', (kind) => {
		expect(valueOf('scan', { carrier: { kind, id: null } })).toHaveProperty('carrier', { kind });
	});
});

describe('null is absent', () => {
	it.each([
		...['product', 'wave', 'customer', 'payer', 'priority', 'fee', 'documents', 'channel'],
		...['partner', 'carrier', 'line', 'batch', 'corrects']
	])('for %s', (field) => {
		expect(valueOf('scan', of('accepted', { [field]: null }))).not.toHaveProperty(field);
	});
});

it('looks at no field that belongs to another event', () => {
	const others = {
		...{ project: 1, dest: 1, product: 1, wave: 1, customer: 1, payer: 1, priority: 1, fee: 'x' },
		...{ documents: 'x', channel: 1, partner: 1, reason: 1, signedBy: 1, idVerified: 1, ok: 1 },
		...{ chute: 1, loop: 'x' }
	};
	expect(valueOf('scan', { event: 'departed', ...others })).toEqual(
		valueOf('scan', { event: 'departed' })
	);
});

it('names the first fault in the order of the page', () => {
	const wrong: Record<string, unknown> = {
		...{ mailNo: 1, event: 'accepted', project: 1, dest: 1, product: 1, wave: 1, customer: 1 },
		...{ payer: 1, priority: 1, fee: '', documents: '', channel: 1, partner: 1 },
		...{ carrier: { kind: 1, id: 1 }, line: 1, batch: 1 }
	};
	const right = { mailNo: '12345678901', project: 'ID', dest: '110101' };
	const found: unknown[] = [];
	for (;;) {
		const reason = reasonFor('scan', wrong);
		if (reason === undefined) break;
		found.push(reason);
		const name = reason.slice('field:'.length);
		if (name === 'carrier.kind') wrong['carrier'] = { kind: 'van', id: 1 };
		else Object.assign(wrong, { [name.split('.')[0] ?? '']: null, ...right });
	}
	expect(found).toEqual(
		[
			...['mailNo', 'product', 'wave', 'customer', 'payer', 'priority', 'fee', 'documents'],
			...['channel', 'partner', 'carrier.kind', 'carrier.id', 'line', 'batch']
		].map((name) => `field:${name}`)
	);
	expect(reasonFor('scan', { mailNo: 1, event: 1 })).toBe('field:mailNo');
	expect(reasonFor('scan', { event: 'accepted', project: 1, dest: 1 })).toBe('field:project');
	expect(reasonFor('scan', { event: 'accepted', project: 'ID', dest: 1, product: 1 })).toBe(
		'field:dest'
	);
});
