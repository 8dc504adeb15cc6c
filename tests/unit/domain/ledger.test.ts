import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	accountBoot,
	addBalance,
	advanceOf,
	hasHole,
	interleave,
	noBalance,
	spansOf,
	type Balance,
	type Layer,
	type Range
} from '#domain/ledger.ts';

const later: Range = { isFirst: false, horizon: Infinity };
const first: Range = { isFirst: true, horizon: Infinity };

const layer = (hour: number, isStored: boolean, ...seqs: readonly number[]): Layer => ({
	hour,
	isStored,
	runs: seqs.map((seq) => [seq, seq] as const)
});

const total = (hours: ReadonlyMap<number, Balance>) =>
	[...hours.values()].reduce(addBalance, noBalance);

const account = (layers: readonly Layer[], range: Range) => accountBoot(spansOf(layers), range);

describe('the vectors of the contract', () => {
	it.each([
		['first boot 6,8,7,9', first, [6, 8, 7, 9], [], { stored: 4, rejected: 0, missing: 0 }],
		['first boot 6,8,9', first, [6, 8, 9], [], { stored: 3, rejected: 0, missing: 1 }],
		['a later boot 6,8,9', later, [6, 8, 9], [], { stored: 3, rejected: 0, missing: 6 }],
		['boot 1,2,bad field,4', later, [1, 2, 4], [3], { stored: 3, rejected: 1, missing: 0 }],
		['boot 1,2,not JSON,4', later, [1, 2, 4], [], { stored: 3, rejected: 0, missing: 1 }]
	])('%s', (_name, range, stored, rejected, balance) => {
		const layers = [layer(0, true, ...stored), layer(0, false, ...rejected)];
		expect(total(account(layers, range))).toEqual(balance);
	});
});

describe('a missing number', () => {
	it('is of the hour of the next higher one that came', () => {
		const layers = [layer(1, true, 1, 2), layer(2, false, 5), layer(3, true, 7)];
		expect([...account(layers, later)]).toEqual([
			[1, { stored: 2, rejected: 0, missing: 0 }],
			[2, { stored: 0, rejected: 1, missing: 2 }],
			[3, { stored: 1, rejected: 0, missing: 1 }]
		]);
	});

	it('is none as long as nothing higher came long enough ago', () => {
		const layers = [layer(1, true, 1, 3, 6)];
		expect(total(account(layers, { isFirst: false, horizon: 1 })).missing).toBe(0);
		expect(total(account(layers, { isFirst: false, horizon: 3 })).missing).toBe(1);
		expect(total(account(layers, { isFirst: false, horizon: 6 })).missing).toBe(3);
	});

	it('beyond the highest is of the hour in which the device named its last', () => {
		const layers = [layer(1, true, 1, 2)];
		const hours = account(layers, { ...later, raised: { seq: 5, hour: 9 } });
		expect(hours.get(9)).toEqual({ stored: 0, rejected: 0, missing: 3 });
		expect(account(layers, { ...later, raised: { seq: 2, hour: 9 } }).has(9)).toBe(false);
		expect(total(account([], { ...later, raised: { seq: 4, hour: 9 } })).missing).toBe(4);
	});

	it('stays missing when a higher one comes after the device named its last', () => {
		const layers = [layer(1, true, 1, 9)];
		const range = { isFirst: false, horizon: 1, raised: { seq: 5, hour: 2 } };
		expect(total(account(layers, range)).missing).toBe(4);
	});

	it('may be one of four thousand million', () => {
		const hours = account([layer(0, true, 1, 4_294_967_295)], later);
		expect(hours.get(0)).toEqual({ stored: 2, rejected: 0, missing: 4_294_967_293 });
	});
});

it('a number in several places counts once: stored before rejected, then in the earliest hour', () => {
	const layers = [layer(1, false, 1, 2), layer(3, true, 1), layer(2, true, 1), layer(4, false, 2)];
	expect([...account(layers, later)].sort(([a], [b]) => a - b)).toEqual([
		[1, { stored: 0, rejected: 1, missing: 0 }],
		[2, { stored: 1, rejected: 0, missing: 0 }]
	]);
});

const HOURS = 4;
const seqs = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 40 });
const arrivals = fc
	.record({ seqs, hours: fc.array(fc.nat(HOURS - 1), { minLength: 60, maxLength: 60 }) })
	.map(({ seqs: came, hours }) => came.map((seq) => ({ seq, hour: hours[seq - 1] ?? 0 })));

/** One layer an hour, as the database groups them. */
const layersOf = (came: readonly { seq: number; hour: number }[], isStored: boolean): Layer[] =>
	Array.from({ length: HOURS }, (_, hour) =>
		layer(hour, isStored, ...came.filter((c) => c.hour === hour).map(({ seq }) => seq))
	);

describe('whatever is lost, rejected, doubled or out of order', () => {
	it('every number of the range is booked once, as counting one by one does', () => {
		const any = fc.record({
			stored: arrivals,
			rejected: arrivals,
			isFirst: fc.boolean(),
			settled: fc.integer({ min: 0, max: 61 }),
			raised: fc.option(fc.record({ seq: fc.integer({ min: 1, max: 70 }), hour: fc.nat(5) }), {
				nil: undefined
			})
		});
		fc.assert(
			fc.property(any, ({ stored, rejected, isFirst, settled, raised }) => {
				const range = { isFirst, horizon: settled === 61 ? Infinity : settled, raised };
				const hours = account([...layersOf(stored, true), ...layersOf(rejected, false)], range);
				expect(nonZero(hours)).toEqual(oneByOne(stored, rejected, range));
			}),
			{ numRuns: 2_000 }
		);
	});

	it('spans of whole hours say the same as long as they do not interleave', () => {
		fc.assert(
			fc.property(seqs, seqs, fc.boolean(), (stored, rejected, isFirst) => {
				const byHour = (seq: number) => ({ seq, hour: Math.floor(seq / 16) });
				const layers = [
					...layersOf(stored.map(byHour), true),
					...layersOf(rejected.map(byHour), false)
				];
				const fine = spansOf(layers);
				const whole = Array.from({ length: HOURS }, (_, hour) =>
					fine.filter((span) => span.hour === hour)
				).flatMap((spans) => {
					const [start, end] = [spans[0], spans.at(-1)];
					if (!start || !end) return [];
					const sum = (name: 'present' | 'stored') => spans.reduce((n, span) => n + span[name], 0);
					const counts = { present: sum('present'), stored: sum('stored') };
					return [{ hour: start.hour, lo: start.lo, hi: end.hi, ...counts }];
				});
				expect(interleave(whole)).toBe(false);
				expect(hasHole(whole)).toBe(hasHole(fine));
				const range = { isFirst, horizon: Infinity };
				expect(nonZero(accountBoot(whole, range))).toEqual(nonZero(accountBoot(fine, range)));
			})
		);
	});
});

it('sees hours that share places', () => {
	const span = { hour: 0, present: 2, stored: 2 };
	expect(
		interleave([
			{ ...span, lo: 1, hi: 5 },
			{ ...span, lo: 5, hi: 9 }
		])
	).toBe(true);
	expect(
		interleave([
			{ ...span, lo: 1, hi: 5 },
			{ ...span, lo: 6, hi: 9 }
		])
	).toBe(false);
	expect(
		hasHole([
			{ ...span, lo: 4, hi: 5 },
			{ ...span, lo: 6, hi: 7 }
		])
	).toBe(false);
	expect(
		hasHole([
			{ ...span, lo: 4, hi: 5 },
			{ ...span, lo: 7, hi: 8 }
		])
	).toBe(true);
	expect(hasHole([{ ...span, lo: 4, hi: 6 }])).toBe(true);
});

const nonZero = (hours: ReadonlyMap<number, Balance>) =>
	[...hours].filter(([, balance]) => advanceOf(balance) > 0).sort(([a], [b]) => a - b);

/** The definition of the contract, number by number. */
function oneByOne(
	stored: readonly { seq: number; hour: number }[],
	rejected: readonly { seq: number; hour: number }[],
	{ isFirst, horizon, raised }: Range
): [number, Balance][] {
	const came = new Map([...rejected, ...stored].map(({ seq, hour }) => [seq, hour]));
	const isStored = new Set(stored.map(({ seq }) => seq));
	const known = [...came.keys()].sort((a, b) => a - b);
	const start = isFirst && known.length > 0 ? (known[0] ?? 1) : 1;
	const end = Math.max(0, known.at(-1) ?? 0, raised?.seq ?? 0);
	const hours = new Map<number, Balance>();
	for (let seq = start; seq <= end; seq++) {
		const next = known.find((other) => other > seq);
		const isSettled = seq <= Math.max(horizon, raised?.seq ?? 0);
		const hour = came.get(seq) ?? (next === undefined ? raised?.hour : came.get(next)) ?? -1;
		const one = came.has(seq)
			? { ...noBalance, [isStored.has(seq) ? 'stored' : 'rejected']: 1 }
			: { ...noBalance, missing: isSettled ? 1 : 0 };
		hours.set(hour, addBalance(hours.get(hour) ?? noBalance, one));
	}
	return nonZero(hours);
}
