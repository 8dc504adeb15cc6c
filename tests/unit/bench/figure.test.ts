import { expect, it } from 'vitest';
import { median, quantile } from '../../bench/figure.ts';

it.each([
	[0.5, 5],
	[0.95, 10],
	[0.99, 10],
	[0.1, 1],
	[0, 1],
	[1, 10]
])('finds the value at %d by nearest rank', (share, value) => {
	expect(quantile([10, 9, 1, 2, 3, 4, 5, 6, 7, 8], share)).toBe(value);
});

it('takes the middle of three, and of nothing no number', () => {
	expect(median([9, 1, 5])).toBe(5);
	expect(median([])).toBeNaN();
});
