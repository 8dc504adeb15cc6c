import { describe, expect, it } from 'vitest';
import {
	formatClock,
	formatCount,
	formatFigure,
	formatPercent,
	formatSpan,
	formatWeekday,
	MINUS,
	NO_DATA
} from '#domain/format.ts';

describe('formatCount', () => {
	it.each([
		[undefined, '--'],
		[0, '0'],
		[999, '999'],
		[1_284_530, '1,284,530'],
		[26_166.5, '26,167'],
		[-1_200, `${MINUS}1,200`]
	])('%s is %s', (value, text) => {
		expect(formatCount(value)).toBe(text);
	});

	it('has a minus as wide as a digit, and two dashes for no data', () => {
		expect(MINUS).toBe('\u2212');
		expect(NO_DATA).toBe('--');
	});
});

describe('formatFigure', () => {
	it.each([
		['zh', undefined, '--', ''],
		['zh', 9_999_999, '9,999,999', ''],
		['zh', 10_000_000, '1,000.00', '万'],
		['zh', 128_453_000, '12,845.30', '万'],
		['zh', -128_453_000, '\u221212,845.30', '万'],
		['en', 128_453_000, '128.45', 'M'],
		['en', 9_999_999, '9,999,999', '']
	] as const)('%s %s is %s %s', (language, value, text, scale) => {
		expect(formatFigure(value, language)).toEqual({ text, scale });
	});
});

describe('formatPercent', () => {
	it.each([
		['no data', undefined, '--'],
		['none', 0, '0.00'],
		['all', 1, '100.00'],
		['two decimals', 947_738 / 961_000, '98.62'],
		['one late of a million is not all', 999_999 / 1_000_000, '99.99'],
		['one of a million is not none', 1 / 1_000_000, '0.01']
	])('%s', (_name, share, text) => {
		expect(formatPercent(share)).toBe(text);
	});
});

describe('times', () => {
	const evening = Date.parse('2026-11-22T16:00:01Z');

	it('are those of Shanghai, whatever the zone of the machine', () => {
		expect(formatClock(evening)).toBe('00:00:01');
		expect(formatWeekday(evening, 'zh')).toBe('星期一');
		expect(formatWeekday(evening - 2_000, 'zh')).toBe('星期日');
		expect(formatWeekday(evening - 2_000, 'en')).toBe('Sunday');
		expect(formatClock(undefined)).toBe('--');
	});

	it.each([
		[-5, 'zh', '0 秒'],
		[12_999, 'zh', '12 秒'],
		[161_000, 'zh', '2 分 41 秒'],
		[3_600_000, 'zh', '1 小时 0 分'],
		[11_100_000, 'zh', '3 小时 5 分'],
		[161_000, 'en', '2 min 41 s']
	] as const)('a span of %s ms in %s is %s', (ms, language, text) => {
		expect(formatSpan(ms, language)).toBe(text);
	});
});
