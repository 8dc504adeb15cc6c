import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { paced } from '../../../src/lib/charts/paced.ts';

describe('paced', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	function start() {
		const seen: number[] = [];
		return { seen, pace: paced<number>(1_000, (value) => seen.push(value)) };
	}

	it('runs at once, then once a second with the newest', () => {
		const { seen, pace } = start();
		for (const value of [1, 2, 3]) pace.push(value);
		expect(seen).toEqual([1]);
		vi.advanceTimersByTime(999);
		expect(seen).toEqual([1]);
		vi.advanceTimersByTime(1);
		expect(seen).toEqual([1, 3]);
		vi.advanceTimersByTime(5_000);
		expect(seen).toEqual([1, 3]);
		pace.push(4);
		expect(seen).toEqual([1, 3, 4]);
	});

	it('drops what waits when it is stopped', () => {
		const { seen, pace } = start();
		pace.push(1);
		pace.push(2);
		pace.stop();
		expect(vi.getTimerCount()).toBe(0);
		vi.advanceTimersByTime(5_000);
		expect(seen).toEqual([1]);
	});
});
