import { describe, expect, it } from 'vitest';
import { withoutNulls } from '#domain/merge-patch.ts';
import { readProvinces, readSummary, readThroughput } from '../../../src/lib/live/wall-view.ts';

describe('readSummary', () => {
	it('reads what is there and leaves undefined what is not', () => {
		const summary = readSummary(
			withoutNulls({
				accepted: 0,
				delivered: null,
				onTimeRate: { numerator: 0, denominator: 0, value: null },
				perHour: { accepted: 3, delivered: 4, unknown: 5 }
			})
		);
		expect(summary).toEqual({
			accepted: 0,
			delivered: undefined,
			attempted: undefined,
			overdueOpen: undefined,
			onTimeRate: { numerator: 0, denominator: 0, value: undefined },
			completeness: undefined,
			perHour: { accepted: 3, delivered: 4 }
		});
	});

	it.each([undefined, null, 5, 'text', [1]])('takes %j for no data', (part) => {
		expect(readSummary(part).accepted).toBeUndefined();
		expect(readSummary(part).perHour).toEqual({});
	});
});

describe('readProvinces', () => {
	it('holds the provinces that have data, 0 among them', () => {
		const part = { '11': { accepted: 0, perHour: 0 }, '42': { accepted: 7, perHour: 1 }, '43': {} };
		expect([...readProvinces(part, 'accepted')]).toEqual([
			['11', 0],
			['42', 7]
		]);
	});
});

describe('readThroughput', () => {
	it('keys the buckets by their instant', () => {
		const part = { '2026-11-22T00:00:00+08:00': 12, 'no time': 3 };
		expect([...readThroughput(part)]).toEqual([[Date.parse('2026-11-21T16:00:00Z'), 12]]);
	});
});
