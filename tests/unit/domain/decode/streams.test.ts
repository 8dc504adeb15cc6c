import { describe, expect, it } from 'vitest';
import { packmlStates, type Stream } from '#domain/event.ts';
import { decode, least, NOW, reasonFor, reasonsOf, stamp, topicOf, valueOf } from './sample.ts';

const x64 = 'x'.repeat(64);
const notText = [1, true, {}, [], `${x64}x`];
const notCount = [-1, 0.5, '1', 4_294_967_296, true];
const notAmount = [-1, '1', true, {}];
const notFlag = ['true', 0, {}];
const notCumulative = [-1, 0.5, '1', Number.MAX_SAFE_INTEGER + 1];
const phases = ['gate_in', 'dock_on', 'dock_off', 'gate_out', 'departed', 'position', 'arrived'];

/** Fields of the streams with values that are taken, values that are refused, and whether one is needed. */
const fields: readonly (readonly [
	Stream,
	string,
	readonly unknown[],
	readonly unknown[],
	'required' | 'optional'
])[] = [
	['line', 'state', packmlStates, ['execute', 'UNKNOWN', 'Running', '6', '', {}, true], 'required'],
	['line', 'total', [0, Number.MAX_SAFE_INTEGER], notCumulative, 'optional'],
	['line', 'rejected', [0, 12], notCumulative, 'optional'],
	['line', 'byType', [{}, { 本式: 3, A4: 0 }], [[], 'A4', 1, true], 'optional'],
	['line', 'ratedPerHour', [0, 1_200.5], notAmount, 'optional'],
	['line', 'plannedSeconds', [0, 86_400.5], notAmount, 'optional'],
	['line', 'fault', ['卡纸', '', x64], notText, 'optional'],
	[
		'line',
		'kind',
		['encapsulation', 'sorter', 'agv', 'double_deck', 'small_item', 'swing_wheel'],
		['Sorter', 'line', ''],
		'optional'
	],
	['vehicle', 'phase', phases, ['parked', '', 1], 'required'],
	['vehicle', 'plate', ['鄂A00000', ''], notText, 'optional'],
	['vehicle', 'priority', [true, false], notFlag, 'optional'],
	['vehicle', 'route', ['r-1'], notText, 'optional'],
	['vehicle', 'lat', [-90, 30.5, 90], [-90.1, 90.1, '30'], 'optional'],
	['vehicle', 'lon', [-180, 114.3, 180], [-180.1, 180.1, '114'], 'optional'],
	['vehicle', 'load', [0, 0.5, 1_000], notAmount, 'optional'],
	[
		'station',
		'kind',
		['station', 'sender', 'kiosk', 'outlet', 'office'],
		['Kiosk', '', 1],
		'required'
	],
	[
		'station',
		'event',
		[
			...['placed', 'heartbeat', 'door_opened', 'shelf', 'session', 'round_started'],
			...['round_stop', 'round_completed', 'meeting_held', 'issued']
		],
		['opened', '', 1],
		'required'
	],
	['station', 'count', [0, 4_294_967_295], notCount, 'optional'],
	['station', 'ok', [true, false], notFlag, 'optional'],
	['station', 'slot', ['10:00'], notText, 'optional'],
	['station', 'project', ['EBIKE', 'NEW'], ['ebike', 'X', 1], 'optional'],
	['station', 'scene', ['写字楼'], notText, 'optional'],
	['order', 'channel', ['粤省事', x64], ['', ...notText], 'required'],
	['order', 'event', ['created', 'pushed', 'failed', 'paid'], ['refunded', '', 1], 'required'],
	['order', 'count', [0, 12], notCount, 'optional'],
	['order', 'project', ['DL'], ['dl', 1], 'optional'],
	['order', 'lagSeconds', [0, 1.5], notAmount, 'optional'],
	['status', 'online', [true, false], notFlag, 'required'],
	['status', 'boot', ['b'], ['', 'x'.repeat(37), 1], 'optional'],
	['status', 'last', [{}, { scan: 1_234, line: 4_294_967_295 }], [[], 1, 'scan'], 'optional']
];

describe.each(fields)('%s with %s', (stream, field, taken, refused, need) => {
	it.each(taken)('takes %j', (value) => {
		expect(valueOf(stream, { [field]: value })).toMatchObject({ [field]: value });
	});
	it.each(refused)('refuses %j', (value) => {
		expect(reasonFor(stream, { [field]: value })).toBe(`field:${field}`);
	});
	it.each([undefined, null])(`is ${need}: %j`, (value) => {
		const reason = need === 'required' ? `field:${field}` : undefined;
		expect(reasonFor(stream, { [field]: value })).toBe(reason);
	});
});

describe('line', () => {
	it.each([
		['packtags', 6, 'Execute'],
		['opc30060', 4, 'Execute'],
		['packtags', 17, 'Complete'],
		['opc30060', 0, 'Stopped'],
		['opc30060', 16, 'Unholding']
	])('takes the number of a state in %s: %i', (numbering, state, name) => {
		expect(valueOf('line', { state, numbering })).toMatchObject({ state: name });
	});

	it.each([
		['packtags', 0, 'field:state'],
		['packtags', 18, 'field:state'],
		['opc30060', 17, 'field:state'],
		['opc30060', -1, 'field:state'],
		['opc30060', 4.5, 'field:state'],
		['opc30060', '4', 'field:state'],
		['other', 4, 'field:numbering'],
		[null, 4, 'field:numbering'],
		[undefined, 4, 'field:numbering'],
		['other', 99, 'field:state'],
		['other', 'Execute', 'field:numbering'],
		['packtags', 'Execute', undefined],
		[null, 'Execute', undefined]
	])('numbering %j with state %j: %s', (numbering, state, reason) => {
		expect(reasonFor('line', { state, numbering })).toBe(reason);
	});

	it.each([
		['a counter', { A4: 'x' }, 'field:byType.A4'],
		['a negative counter', { A4: 1, 本式: -1 }, 'field:byType.本式'],
		['a name of 65 characters', { [`${x64}x`]: 1 }, 'field:byType'],
		['an empty name', { '': 1 }, 'field:byType']
	])('names a fault inside of byType: %s', (_name, byType, reason) => {
		expect(reasonFor('line', { byType })).toBe(reason);
	});

	it('keeps any name in byType, and leaves out what is null', () => {
		const text = JSON.stringify({ ...stamp, ...least.line });
		const byType = '"byType":{"__proto__":1,"toString":2,"none":null}';
		const packet = decode(text.replace('{', `{${byType},`), { topic: topicOf('line') });
		const value = packet.accepted[0]?.telemetry.value;
		expect(JSON.parse(JSON.stringify(value))).toEqual(
			JSON.parse(`{"boot":"b-1","seq":7,"at":${NOW},"clockSuspect":false,"state":"Execute",
				"byType":{"__proto__":1,"toString":2}}`)
		);
	});
});

describe('vehicle', () => {
	it.each([
		['2026-03-01T10:00:00+08:00', Date.UTC(2026, 2, 1, 2)],
		['1970-01-01T00:00:00Z', 0],
		['2099-12-31T23:59:59.5Z', Date.UTC(2099, 11, 31, 23, 59, 59, 500)]
	])('has no clock window for planned: %s', (planned, instant) => {
		expect(valueOf('vehicle', { planned })).toMatchObject({ planned: instant });
	});

	it.each(['10:00', '2026-03-01 10:00:00+08:00', 1_772_323_200_000, ''])(
		'refuses planned %j',
		(planned) => {
			expect(reasonFor('vehicle', { planned })).toBe('field:planned');
		}
	);
});

describe('status', () => {
	const status = (object: object) => decode(object, { topic: topicOf('status') });

	it('needs neither boot nor seq', () => {
		const packet = status({ online: false, at: stamp.at });
		expect(packet.accepted).toEqual([
			{ index: 0, telemetry: { stream: 'status', value: { online: false, at: NOW } } }
		]);
	});

	it.each([
		['no time', { online: true }, 'field:at'],
		['at before online', { online: 1, at: 'x' }, 'field:at'],
		['boot before at', { boot: 1, online: true, at: 'x' }, 'field:boot'],
		['a seq that is none', { seq: 0, online: true, at: stamp.at }, 'field:seq'],
		['no online', { at: stamp.at }, 'field:online'],
		['a last that is none', { online: true, at: stamp.at, last: { scan: -1 } }, 'field:last.scan'],
		['last after online', { at: stamp.at, last: 1 }, 'field:online']
	])('%s: %s', (_name, object, reason) => {
		expect(reasonsOf(status(object))).toEqual([reason]);
	});

	it('ignores a last of a stream that is none', () => {
		expect(valueOf('status', { last: { scan: 3, other: 'x' } })).toMatchObject({
			last: { scan: 3 }
		});
	});
});

it.each([
	['line', { state: 1, total: '', kind: 1 }, ['numbering']],
	['line', { total: '', rejected: '', kind: 1 }, ['total']],
	['line', { rejected: '', byType: 1 }, ['rejected']],
	['line', { byType: { a: '' }, ratedPerHour: '' }, ['byType.a']],
	['line', { ratedPerHour: '', plannedSeconds: '' }, ['ratedPerHour']],
	['line', { plannedSeconds: '', fault: 1 }, ['plannedSeconds']],
	['line', { fault: 1, kind: 1 }, ['fault']],
	['vehicle', { phase: 1, plate: 1 }, ['phase']],
	['vehicle', { plate: 1, priority: 1 }, ['plate']],
	['vehicle', { priority: 1, route: 1 }, ['priority']],
	['vehicle', { route: 1, planned: 1 }, ['route']],
	['vehicle', { planned: 1, lat: '' }, ['planned']],
	['vehicle', { lat: '', lon: '' }, ['lat']],
	['vehicle', { lon: '', load: '' }, ['lon']],
	['station', { kind: 1, event: 1 }, ['kind']],
	['station', { event: 1, count: '' }, ['event']],
	['station', { count: '', ok: 1 }, ['count']],
	['station', { ok: 1, slot: 1 }, ['ok']],
	['station', { slot: 1, project: 1 }, ['slot']],
	['station', { project: 1, scene: 1 }, ['project']],
	['order', { channel: 1, event: 1 }, ['channel']],
	['order', { event: 1, count: '' }, ['event']],
	['order', { count: '', project: 1 }, ['count']],
	['order', { project: 1, lagSeconds: '' }, ['project']]
] as const)('%s: the first fault of %j in the order of the page', (stream, change, [name]) => {
	expect(reasonFor(stream, change)).toBe(`field:${name}`);
});
