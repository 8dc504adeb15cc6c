import { describe, expect, it } from 'vitest';
import { DAY_MS, dayStart } from '#domain/time.ts';
import { ApiFault } from '#server/api/fault.ts';
import { rankingAnswer, rankingAsk } from '#server/api/ranking.ts';
import type { Caller } from '#server/auth/caller.ts';

const TODAY = dayStart('2026-11-25') ?? 0;
const NOW = TODAY + 12 * 3_600_000;
const ask = (query: string) => rankingAsk(new URLSearchParams(query), NOW, NOW);
const callerOf = (scope: string, role: Caller['role'] = 'operator'): Caller => ({
	...{ name: 'api', role, scopes: [scope] }
});

describe('a call of ranking', () => {
	it('asks for the on-time rate of today', () => {
		expect(ask('')).toEqual({
			...{ metric: 'on_time_rate', basis: undefined, project: undefined, minimum: 30 },
			...{ days: { from: TODAY, to: TODAY + DAY_MS }, window: undefined },
			...{ asOf: NOW, knownAt: undefined, upToAsOf: false }
		});
	});

	it('may ask for what was shown at another time', () => {
		expect(ask('asKnownAt=2026-11-24T00:00:00%2B08:00&metric=volume&window=24h')).toMatchObject({
			...{ metric: 'volume', window: '24h', asOf: TODAY - DAY_MS, knownAt: TODAY - DAY_MS },
			upToAsOf: true
		});
	});

	it.each([
		['metric=speed', 'metric'],
		['minimum=-1', 'minimum'],
		['minimum=many', 'minimum'],
		['basis=sender', 'basis'],
		['window=24h&date=2026-11-25', 'window']
	])('refuses %s', (query, field) => {
		let fault: unknown;
		try {
			ask(query);
		} catch (error) {
			fault = error;
		}
		expect(fault).toBeInstanceOf(ApiFault);
		expect(fault).toMatchObject({ status: 400, field });
	});
});

const of = (code: string, numerator: number, denominator: number) =>
	[code, { numerator, denominator }] as const;

describe('a ranking', () => {
	const figures = {
		asOf: NOW,
		now: new Map([of('42', 90, 100), of('11', 95, 100), of('31', 1, 2), of('71', 99, 99)]),
		before: new Map([of('42', 95, 100), of('11', 90, 100)])
	};

	it('has all 31 provinces, the best first and those without a rank last', () => {
		const { items } = rankingAnswer(ask(''), figures, callerOf('cn'));
		expect(items).toHaveLength(31);
		expect(items.slice(0, 2)).toMatchObject([
			{ province: '11', name: '北京', rank: 1, previousRank: 2, value: 0.95, numerator: 95 },
			{ province: '42', name: '湖北', rank: 2, previousRank: 1, denominator: 100 }
		]);
		expect(items.find(({ province }) => province === '31')).toMatchObject({
			...{ rank: null, previousRank: null, value: 0.5 }
		});
	});

	it('shows a wall its own scope only', () => {
		const { items } = rankingAnswer(ask(''), figures, callerOf('42', 'wall'));
		expect(items.map(({ province, rank }) => [province, rank])).toEqual([['42', 2]]);
	});

	it('keeps revenue to the nation and the province, but not its rank', () => {
		const revenue = {
			asOf: NOW,
			now: new Map([of('42', 900, 1), of('11', 800, 1)]),
			before: new Map()
		};
		const seen = (caller: Caller) =>
			rankingAnswer(ask('metric=revenue'), revenue, caller).items.slice(0, 2);
		expect(seen(callerOf('cn'))).toMatchObject([{ value: 900 }, { value: 800 }]);
		expect(seen(callerOf('4201'))).toMatchObject([
			{ province: '42', rank: 1, value: 900 },
			{ province: '11', rank: 2, value: null, numerator: null, denominator: null }
		]);
	});

	it('of a sum has 0 where nothing was counted, of a growth nothing', () => {
		const empty = { asOf: NOW, now: new Map(), before: new Map() };
		const first = (metric: string) =>
			rankingAnswer(ask(`metric=${metric}`), empty, callerOf('cn')).items[0];
		expect(first('volume')).toMatchObject({ rank: 1, previousRank: 1, value: 0 });
		expect(first('volume_growth')).toMatchObject({ rank: null, previousRank: null, value: null });
	});
});
