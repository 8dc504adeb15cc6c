import { describe, expect, it } from 'vitest';
import { linkStateOf } from '../../../src/lib/components/link-state.ts';
import { faultWords } from '../../../src/lib/components/fault-words.ts';
import { rankByValue } from '../../../src/lib/components/ranks.ts';
import { stageRows, totalOf } from '../../../src/lib/components/stage-rows.ts';
import { volumeBounds, volumeStep } from '../../../src/lib/components/volume-steps.ts';

describe('rankByValue', () => {
	it('gives equal values one rank, and counts them all for the next', () => {
		const values = new Map([
			['42', 7],
			['33', 9],
			['32', 9],
			['11', 12],
			['65', 0],
			['54', 0]
		]);
		expect(rankByValue(values).map(({ rank, code }) => `${rank} ${code}`)).toEqual([
			'1 11',
			'2 32',
			'2 33',
			'4 42',
			'5 54',
			'5 65'
		]);
	});
});

describe('volumeBounds', () => {
	it.each([
		[0, []],
		[1, [1]],
		[3, [1, 2]],
		[4_999, [200, 500, 1_000, 2_000]],
		[5_000, [500, 1_000, 2_000, 5_000]],
		[128_453, [10_000, 20_000, 50_000, 100_000]]
	])('up to %i', (max, bounds) => {
		expect(volumeBounds(max)).toEqual(bounds);
	});

	it('puts a value equal to a bound above it', () => {
		const bounds = [500, 1_000, 2_000, 5_000];
		expect([499, 500, 4_999, 5_000, 9_000].map((value) => volumeStep(value, bounds))).toEqual([
			0, 1, 3, 4, 4
		]);
	});
});

describe('stageRows', () => {
	it('adds up to the total, what has no row of its own under other', () => {
		const perHour = { accepted: 30, delivered: 10, plate_made: 5, recalled: 1 };
		const rows = stageRows(perHour);
		expect(totalOf(perHour)).toBe(46);
		expect(rows.reduce((sum, { count }) => sum + (count ?? 0), 0)).toBe(46);
		expect(rows[0]).toEqual({ stage: 'accepted', count: 30, share: 1 });
		expect(rows.at(-1)).toEqual({ stage: 'other', count: 6, share: 0.2 });
	});

	it('has its rows, without a count, before there is data', () => {
		const rows = stageRows({});
		expect(rows).toHaveLength(13);
		expect(rows.every(({ count, share }) => count === undefined && share === 0)).toBe(true);
	});
});

describe('linkStateOf', () => {
	it.each([
		['connecting', 'connecting', false, 'connecting', 'ring'],
		['connecting', 'up', false, 'waiting', 'ring'],
		['live', 'up', false, 'live', 'disc'],
		['live', 'up', true, 'recovered', 'check'],
		['stale', 'up', true, 'late', 'diamond'],
		['stale', 'reconnecting', false, 'reconnecting', 'ring'],
		['dead', 'reconnecting', false, 'dead', 'cross'],
		['dead', 'up', false, 'stopped', 'square'],
		['refused', 'refused', false, 'refused', 'cross']
	] as const)('%s over a link that is %s', (status, link, isRecovered, word, shape) => {
		expect(linkStateOf(status, link, isRecovered)).toMatchObject({ word, shape });
	});
});

describe('faultWords', () => {
	it.each([
		[401, 'wall_token', '大屏令牌不对或已失效'],
		[404, 'scope', '这个令牌看不到所要的范围'],
		[404, 'Not Found', '没有这个页面'],
		[403, 'Forbidden', '没有权限'],
		[503, 'start the pages', '服务器暂时不能回答']
	])('%i %s', (status, code, what) => {
		expect(faultWords(status, code).zh.what).toBe(what);
		expect(faultWords(status, code).en.help).not.toBe('');
	});
});
