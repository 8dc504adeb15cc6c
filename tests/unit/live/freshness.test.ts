import { describe, expect, it } from 'vitest';
import { offsetAfter, statusOf } from '../../../src/lib/live/freshness.ts';

describe('statusOf', () => {
	it.each([
		['no state yet', 'connecting', undefined, 0, 'connecting'],
		['the page came with figures, no frame yet', 'connecting', 2_000, 1_000, 'connecting'],
		['the page came with old figures', 'connecting', 5_001, 1_000, 'stale'],
		['the page came with figures, and nothing follows', 'connecting', 6_000, 5_000, 'dead'],
		['connected, nothing stored yet', 'up', undefined, 0, 'connecting'],
		['fresh', 'up', 800, 0, 'live'],
		['five seconds old', 'up', 5_000, 0, 'live'],
		['older than five seconds', 'up', 5_001, 0, 'stale'],
		['fifteen seconds old', 'up', 15_000, 0, 'stale'],
		['older than fifteen seconds', 'up', 15_001, 0, 'dead'],
		['link lost a moment ago', 'reconnecting', 2_000, 1_000, 'stale'],
		['silent for nearly five seconds', 'up', 4_999, 4_999, 'live'],
		['silent for five seconds', 'reconnecting', 5_000, 5_000, 'dead'],
		['not let in', 'refused', undefined, 0, 'refused'],
		['not let in any more', 'refused', 800, 0, 'refused']
	] as const)('%s', (_name, link, ageMs, silentMs, status) => {
		expect(statusOf({ link, ageMs, silentMs })).toBe(status);
	});
});

describe('offsetAfter', () => {
	it.each([
		['the first frame', undefined, 100, 100],
		['a slower frame does not turn the clock back', 100, 60, 100],
		['a faster frame tells better', 100, 130, 130],
		['a server clock that was set back is followed', 5_000, 3_000, 3_000]
	])('%s', (_name, before, seen, after) => {
		expect(offsetAfter(before, seen)).toBe(after);
	});
});
