import { describe, expect, it } from 'vitest';
import { streams } from '#domain/event.ts';
import { decode, least, NOW, reasonFor, reasonsOf, stamp, topicOf, valueOf } from './sample.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 86_400 * SECOND;
const iso = (instant: number): string => new Date(instant).toISOString();

describe('boot, seq and at', () => {
	it.each([
		['boot', [undefined, null, '', 'x'.repeat(37), 1, true, {}, []]],
		['seq', [undefined, null, 0, -1, 1.5, '1', 4_294_967_296, true, {}, [1]]],
		['at', [undefined, null, '', 1_772_323_200, 1_772_323_200_000, '2026-03-01', {}, []]]
	])('refuses a wrong %s', (field, values) => {
		for (const value of values)
			expect(reasonFor('scan', { [field]: value }), JSON.stringify(value)).toBe(`field:${field}`);
	});

	it.each([
		['boot', ['x', 'x'.repeat(36), '汉'.repeat(36), '😀'.repeat(36), ' ']],
		['seq', [1, 1.0, 4_294_967_295]]
	])('takes a right %s', (field, values) => {
		for (const value of values)
			expect(valueOf('scan', { [field]: value })).toMatchObject({ [field]: value });
	});

	it('refuses half of a surrogate pair as a boot', () => {
		const text = JSON.stringify({ ...stamp, ...least.scan }).replace('b-1', '\\ud800');
		expect(reasonsOf(decode(text))).toEqual(['field:boot']);
	});

	it.each(streams.filter((stream) => stream !== 'status'))('are required of %s', (stream) => {
		for (const field of ['boot', 'seq', 'at'])
			expect(reasonFor(stream, { [field]: undefined })).toBe(`field:${field}`);
	});

	it('are looked at in this order', () => {
		expect(reasonFor('scan', { boot: 1, seq: 0, at: 'x', mailNo: 'x' })).toBe('field:boot');
		expect(reasonFor('scan', { seq: 0, at: 'x', mailNo: 'x' })).toBe('field:seq');
		expect(reasonFor('scan', { at: 'x', mailNo: 'x' })).toBe('field:at');
		expect(reasonFor('scan', { seq: 0, at: '1970-01-01T00:00:00Z' })).toBe('field:seq');
		expect(reasonFor('scan', { at: '1970-01-01T00:00:00Z', mailNo: 'x' })).toBe('clock');
	});

	it('of a refused object are kept where they can be read', () => {
		const refusal = (change: object) => decode({ ...stamp, ...least.scan, ...change }).refused[0];
		expect(refusal({ event: 'x' })).toMatchObject({ boot: 'b-1', seq: 7, at: NOW });
		expect(refusal({ boot: 3 })).toMatchObject({ boot: '', seq: 7, at: NOW });
		expect(refusal({ seq: '7' })).toMatchObject({ boot: 'b-1', seq: 0, at: NOW });
		expect(refusal({ at: 'x' })).not.toHaveProperty('at');
		expect(refusal({ at: '1970-01-01T00:00:00Z' })).toMatchObject({ boot: 'b-1', seq: 7 });
		expect(refusal({ at: '1970-01-01T00:00:00Z' })).not.toHaveProperty('at');
	});
});

describe('the clock', () => {
	it.each([
		['now', 0, undefined],
		['400 days ago', -400 * DAY, undefined],
		['400 days and a second ago', -400 * DAY - SECOND, 'clock'],
		['24 hours ahead', DAY, undefined],
		['24 hours and a millisecond ahead', DAY + 1, 'clock'],
		['a year ahead', 365 * DAY, 'clock']
	])('at %s', (_name, offset, reason) => {
		expect(reasonFor('scan', { at: iso(NOW + offset) })).toBe(reason);
	});

	it.each([
		['the first instant of 2015', '2015-01-01T00:00:00+08:00', undefined],
		['the last instant of 2014', '2014-12-31T23:59:59.999+08:00', 'clock'],
		['a clock that was never set', '1970-01-01T00:00:00Z', 'clock'],
		['year 0', '0000-01-01T00:00:00Z', 'clock'],
		['year 1', '0001-01-01T00:00:00Z', 'clock'],
		['year 2106', '2106-02-07T06:28:15Z', 'clock'],
		['year 9999', '9999-12-31T23:59:59Z', 'clock']
	])('never goes before 2015, whatever is retained: %s', (_name, at, reason) => {
		expect(reasonFor('scan', { at }, { retentionDays: 36_500 })).toBe(reason);
	});

	it('keeps no longer than RETENTION_DAYS', () => {
		expect(reasonFor('line', { at: iso(NOW - DAY) }, { retentionDays: 1 })).toBeUndefined();
		expect(reasonFor('line', { at: iso(NOW - DAY - 1) }, { retentionDays: 1 })).toBe('clock');
	});

	it.each([
		['a millisecond less than 10 minutes ahead', 10 * MINUTE - 1, false],
		['10 minutes ahead', 10 * MINUTE, true],
		['24 hours ahead', DAY, true],
		['late by a year', -365 * DAY, false]
	])('suspects: %s', (_name, offset, clockSuspect) => {
		expect(valueOf('scan', { at: iso(NOW + offset) })).toMatchObject({
			at: NOW + offset,
			clockSuspect
		});
	});

	it('holds for a status too', () => {
		const packet = decode(
			{ online: true, at: '1970-01-01T00:00:00Z' },
			{ topic: topicOf('status') }
		);
		expect(reasonsOf(packet)).toEqual(['clock']);
	});
});
