import { describe, expect, it } from 'vitest';
import {
	asOfOf,
	brokerOf,
	commitFilter,
	commitTopic,
	noBrokerFigures,
	parseCommitNotice,
	type CommitNotice
} from '#domain/commit-notice.ts';

const NOW = 10_000_000_000;
const DAY = 86_400_000;

/** What a worker said `agoMs` before now; `oldestAgoMs` null when it held nothing. */
function notice(agoMs: number, oldestAgoMs: number | null): CommitNotice {
	return {
		worker: 'w',
		at: NOW - agoMs,
		oldest: oldestAgoMs === null ? null : NOW - oldestAgoMs,
		filters: ['youkan/v1/#'],
		held: { messages: 0, objects: 0, bytes: 0 },
		since: 0,
		totals: {
			messages: 0,
			received: 0,
			stored: 0,
			duplicates: 0,
			refused: 0,
			retries: 0,
			commits: 0
		}
	};
}

describe('asOfOf', () => {
	it.each([
		['nothing held: now', [notice(0, null)], 0],
		['something held: its receipt', [notice(0, 700)], 700],
		['nothing held when it last spoke: then', [notice(900, null)], 900],
		['silent: its last notice', [notice(3_001, null)], 3_001],
		['silent, with something held: that', [notice(5_000, 5_200)], 5_200],
		['two workers: the least', [notice(0, null), notice(100, 900)], 900],
		['two workers, one silent', [notice(0, 200), notice(60_000, null)], 60_000],
		['seen 24 h ago: still waited for', [notice(0, null), notice(DAY, null)], DAY],
		['not seen for longer: forgotten', [notice(0, null), notice(DAY + 1, DAY + 1)], 0],
		['a worker whose clock is ahead', [notice(-5_000, null)], 0]
	] as const)('%s', (_name, notices, behindMs) => {
		expect(asOfOf(notices, NOW, 0)).toBe(NOW - behindMs);
	});

	it('never goes back', () => {
		expect(asOfOf([notice(0, 5_000)], NOW, NOW - 1_000)).toBe(NOW - 1_000);
		expect(asOfOf([notice(0, 1_000)], NOW, NOW - 5_000)).toBe(NOW - 1_000);
	});

	it('stands where it was without any worker', () => {
		expect(asOfOf([], NOW, 123)).toBe(123);
		expect(asOfOf([notice(DAY + 1, null)], NOW, 123)).toBe(123);
	});
});

describe('parseCommitNotice', () => {
	it('gives back what was said', () => {
		for (const said of [notice(0, null), notice(0, 7)])
			expect(parseCommitNotice(JSON.stringify(said))).toEqual(said);
	});

	it.each([
		['no JSON', 'x'],
		['null', null],
		['a list', []],
		['a number', 1],
		['nothing', {}],
		['no worker', { ...notice(0, null), worker: undefined }],
		['a time as text', { ...notice(0, null), at: '2026-03-01T08:00:00Z' }],
		['oldest as text', { ...notice(0, null), oldest: 'x' }],
		['held null', { ...notice(0, null), held: null }],
		['held without its counts', { ...notice(0, null), held: { messages: 0 } }],
		['totals null', { ...notice(0, null), totals: null }],
		[
			'totals with a text',
			{ ...notice(0, null), totals: { ...notice(0, null).totals, stored: 'x' } }
		],
		['filters that are no list', { ...notice(0, null), filters: 'youkan/v1/#' }],
		['no since', { ...notice(0, null), since: undefined }]
	])('refuses %s', (_name, value) => {
		const text = typeof value === 'string' ? value : JSON.stringify(value);
		expect(parseCommitNotice(text)).toBeNull();
	});
});

describe('what a notice says of the broker', () => {
	const read = (broker: unknown) => {
		const parsed = parseCommitNotice(JSON.stringify({ ...notice(0, null), broker }));
		return parsed && brokerOf(parsed);
	};

	it('comes back as it was said', () => {
		const said = { ...noBrokerFigures, dropped: 3, window: 2000, counters: { a: 4 }, droppedAt: 9 };
		expect(read(said)).toEqual(said);
	});

	it.each([
		['an older worker says nothing', undefined],
		['null', null],
		['a text', 'x'],
		['figures of a later worker', { shed: 4 }],
		['a text for a count', { dropped: '3', counters: { a: 'x' } }],
		['a number for the counters', { counters: 5 }]
	])('is noughts where it cannot be read: %s', (_name, broker) => {
		expect(read(broker)).toEqual(noBrokerFigures);
	});
});

it('names its topic', () => {
	expect(commitTopic('w-1')).toBe('youkan/sys/commit/w-1');
	expect(commitFilter).toBe('youkan/sys/commit/+');
});
