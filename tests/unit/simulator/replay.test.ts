import { describe, expect, it } from 'vitest';
import { parseReplayArguments } from '../../../simulator/replay-arguments.ts';
import { bootInRun, parseLine, shifted, timeOf, type Recorded } from '../../../simulator/replay.ts';

function recorded(payload: unknown): Recorded {
	const line = parseLine(JSON.stringify({ topic: 'youkan/v1/42/420102/a/scan', payload }));
	if (typeof line === 'string') throw new Error(line);
	return line;
}

describe('parseLine', () => {
	it.each([
		['an object', { a: 1 }, '{"a":1}'],
		['an array', [{ a: 1 }], '[{"a":1}]'],
		['a text, as it is', '{"a": 1 }', '{"a": 1 }'],
		['a text that is no JSON', 'x', 'x']
	])('takes a payload that is %s', (_name, payload, sent) => {
		expect(recorded(payload).payload).toBe(sent);
	});

	it.each([
		['not JSON', '{'],
		['not an object', '[]'],
		['no topic', '{"payload":{}}'],
		['no topic to publish to', '{"topic":"a/+","payload":{}}'],
		['no payload', '{"topic":"a","payload":5}'],
		['no payload', '{"topic":"a","payload":null}']
	])('refuses as %s: %s', (fault, line) => {
		expect(parseLine(line)).toBe(fault);
	});
});

describe('timeOf', () => {
	it.each([
		['the time of an object', { at: '2026-03-01T08:00:00+08:00' }, 0],
		['the latest of an array', [{ at: '2026-03-01T08:00:05+08:00' }, { at: '2026-03-01T00:00:01Z' }], 5], // prettier-ignore
		['that of a text', '{"at":"2026-03-01T08:00:02+08:00"}', 2]
	])('is %s', (_name, payload, seconds) => {
		expect(timeOf(recorded(payload))).toBe(Date.UTC(2026, 2, 1) + seconds * 1000);
	});

	it('is undefined without any', () => {
		expect(timeOf(recorded({ at: 'yesterday' }))).toBeUndefined();
		expect(timeOf(recorded('x'))).toBeUndefined();
	});
});

describe('shifted', () => {
	const move = (payload: unknown): unknown =>
		JSON.parse(shifted(recorded(payload), 61_000, 'run-1').payload);
	const boot = bootInRun('b1', 'run-1');

	it('moves times and renames boots, those of corrections too, and leaves the rest', () => {
		const object = {
			boot: 'b1',
			seq: 3,
			at: '2026-03-01T08:00:00+08:00',
			planned: '2026-03-01T00:59:59.5Z',
			mailNo: '9010000000001',
			corrects: { boot: 'b0', seq: 1 }
		};
		expect(move(object)).toEqual({
			...object,
			boot,
			at: '2026-03-01T08:01:01+08:00',
			planned: '2026-03-01T09:01:00.500+08:00',
			corrects: { boot: bootInRun('b0', 'run-1'), seq: 1 }
		});
	});

	it('moves every object of an array, a status and a text', () => {
		const at = '2026-03-01T08:00:00+08:00';
		const later = '2026-03-01T08:01:01+08:00';
		expect(move([{ at, boot: 'b1' }, { at, online: true }, 5])).toEqual([
			{ at: later, boot },
			{ at: later, online: true },
			5
		]);
		expect(move(`{"at":"${at}"}`)).toEqual({ at: later });
	});

	it('leaves what it cannot read as it was', () => {
		expect(shifted(recorded('x'), 1000, 'run-1').payload).toBe('x');
		expect(move({ at: 5, planned: 'soon', boot: 7 })).toEqual({ at: 5, planned: 'soon', boot: 7 });
	});
});

describe('bootInRun', () => {
	it('has 16 characters, the same for the same boot and run only', () => {
		expect(bootInRun('b1', 'r1')).toMatch(/^[0-9a-f]{16}$/);
		expect(bootInRun('b1', 'r1')).toBe(bootInRun('b1', 'r1'));
		expect(new Set([['b1', 'r1'], ['b2', 'r1'], ['b1', 'r2']].map(([b = '', r = '']) => bootInRun(b, r))).size).toBe(3); // prettier-ignore
	});
});

describe('parseReplayArguments', () => {
	it.each([
		[['log'], { file: 'log', speed: 1, shift: false }],
		[['log', '--speed', '2.5', '--shift'], { file: 'log', speed: 2.5, shift: true }],
		[['--speed', 'max', 'log'], { file: 'log', speed: Infinity, shift: false }]
	])('reads %j', (args, options) => {
		expect(parseReplayArguments(args)).toEqual(options);
	});

	it.each([
		[[], /0 files/],
		[['a', 'b'], /2 files/],
		[['a', '--fast'], /--fast/],
		[['a', '--speed', '0'], /--speed/],
		[['a', '--speed', 'Infinity'], /--speed/],
		[['a', '--speed', ''], /--speed/],
		[['a', '--shift=yes'], /--shift/]
	])('refuses %j', (args, fault) => {
		expect(parseReplayArguments(args)).toMatch(fault);
	});
});
