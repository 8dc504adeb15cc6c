import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunksOf, parseSealProgress, planSeal } from '#domain/seal.ts';
import { MINUTE_MS } from '#domain/time.ts';

const NOON = Date.UTC(2026, 2, 1, 4);

describe('a run of sealing', () => {
	it('counts the minutes that ended half a minute ago for the first time, and late ones of those before', () => {
		const progress = {
			receipt: NOON - 20_000,
			through: NOON - 5 * MINUTE_MS,
			checked: NOON - 10_000
		};
		expect(planSeal(progress, NOON - 1_000, NOON + 29_999)).toEqual({
			received: { from: NOON - 20_000, to: NOON - 1_000 },
			touching: { from: NOON - 80_000, to: NOON - 1_000, before: NOON - 5 * MINUTE_MS },
			fresh: { from: NOON - 5 * MINUTE_MS, to: NOON - MINUTE_MS },
			checking: { from: NOON - 10_000, to: NOON - 1_000 }
		});
		expect(planSeal(progress, NOON, NOON + 30_000).fresh.to).toBe(NOON);
	});

	it('goes on while asOf stands, and looks at no receipt twice as new', () => {
		const progress = { receipt: NOON, through: NOON, checked: NOON };
		const { received, fresh } = planSeal(progress, NOON - 60_000, NOON + 10 * MINUTE_MS);
		expect(received).toEqual({ from: NOON, to: NOON });
		expect(fresh).toEqual({ from: NOON, to: NOON + 9 * MINUTE_MS });
	});

	it('compares identities five minutes of receipts at a time, and nothing of before the first run', () => {
		const checking = (checked: number) =>
			planSeal({ receipt: NOON, through: NOON, checked }, NOON + 1_000, NOON).checking;
		const from = NOON - 60 * MINUTE_MS;
		expect(checking(from)).toEqual({ from, to: from + 5 * MINUTE_MS });
		expect(checking(0)).toEqual({ from: NOON + 1_000, to: NOON + 1_000 });
	});

	it('never goes back when a clock does', () => {
		const progress = { receipt: NOON, through: NOON, checked: NOON };
		expect(planSeal(progress, NOON, NOON - MINUTE_MS).fresh).toEqual({ from: NOON, to: NOON });
	});
});

describe('portions', () => {
	const limits = { minutes: 3, rows: 10, spanMs: 60 * MINUTE_MS };
	const row = (minute: number, rows: number) => ({ minute: minute * MINUTE_MS, rows });

	it('end at the number of minutes, at the rows, and at the stretch', () => {
		const minutes = (chunks: number[][]) => chunks.map((c) => c.map((at) => at / MINUTE_MS));
		expect(
			minutes(
				chunksOf(
					[1, 2, 3, 4].map((m) => row(m, 1)),
					limits
				)
			)
		).toEqual([[1, 2, 3], [4]]);
		expect(minutes(chunksOf([row(1, 6), row(2, 6), row(3, 20)], limits))).toEqual([[1], [2], [3]]);
		expect(minutes(chunksOf([row(1, 1), row(61, 1), row(62, 1)], limits))).toEqual([[1], [61, 62]]);
	});

	it('hold every minute once, in ascending order', () => {
		const any = fc.array(fc.record({ minute: fc.nat(200), rows: fc.nat(20) }));
		fc.assert(
			fc.property(any, (minutes) => {
				const chunks = chunksOf(minutes, { minutes: 5, rows: 30, spanMs: 40 });
				const expected = [...new Set(minutes.map(({ minute }) => minute))].sort((a, b) => a - b);
				expect(chunks.flat()).toEqual(expected);
				for (const chunk of chunks) {
					expect(chunk.length).toBeLessThanOrEqual(5);
					expect((chunk.at(-1) ?? 0) - (chunk[0] ?? 0)).toBeLessThan(40);
				}
			})
		);
	});
});

it.each([
	[{}, { receipt: 0, through: 0, checked: 0 }],
	[
		{ receipt: 5, through: 6, checked: 7 },
		{ receipt: 5, through: 6, checked: 7 }
	],
	[
		{ receipt: '5', through: -1 },
		{ receipt: 0, through: 0, checked: 0 }
	],
	[
		{ receipt: 1.5, through: null },
		{ receipt: 0, through: 0, checked: 0 }
	]
])('progress that is stored as %j is read as %j', (stored, read) => {
	expect(parseSealProgress(stored)).toEqual(read);
});
