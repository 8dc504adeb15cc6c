import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, dayStart } from '#domain/time.ts';
import { changesAsk } from '#server/api/changes.ts';
import { ApiFault } from '#server/api/fault.ts';
import type { Caller } from '#server/auth/caller.ts';

const TODAY = dayStart('2026-11-25') ?? 0;
const NOW = TODAY + 12 * HOUR_MS;
const caller: Caller = { name: 'api', role: 'operator', scopes: ['cn'] };
const ask = (query: string, by = caller) => changesAsk(new URLSearchParams(query), by, NOW, NOW);

describe('a call of changes', () => {
	it('about a closed day asks what became known of it after it was closed', () => {
		const closed = TODAY + 2 * MINUTE_MS;
		const days = { from: TODAY - DAY_MS, to: TODAY, fromDay: '2026-11-24', toDay: '2026-11-24' };
		expect(ask('date=2026-11-24&figure=due,accepted&scope=42')).toMatchObject({
			...{ since: closed, asOf: NOW, figures: ['due', 'accepted'] },
			was: { ...days, asOf: closed, until: closed, knownAt: closed, scope: '42' },
			is: { ...days, asOf: closed, until: closed, knownAt: undefined }
		});
	});

	it('since an instant asks for the way from then to now', () => {
		const since = NOW - HOUR_MS;
		expect(ask('window=24h&since=2026-11-25T11:00:00%2B08:00')).toMatchObject({
			was: { asOf: since, knownAt: since, from: since - DAY_MS, to: since + 1 },
			is: { asOf: NOW, until: NOW, knownAt: undefined, from: NOW - DAY_MS, to: NOW + 1 }
		});
	});

	it.each([
		['of a day that is not closed without an instant', '', 'since'],
		['of a window without an instant', 'window=24h', 'since'],
		['since an instant to come', 'since=2026-11-26T00:00:00%2B08:00', 'since'],
		['of an unknown figure', 'date=2026-11-24&figure=speed', 'figure']
	])('%s is refused', (_name, query, field) => {
		expect(faultOf(() => ask(query))).toEqual([400, field]);
	});

	it('is for the own scope, and not for walls', () => {
		expect(faultOf(() => ask('date=2026-11-24&scope=cn', { ...caller, scopes: ['42'] }))[0]).toBe(
			404
		);
		expect(faultOf(() => ask('date=2026-11-24', { ...caller, role: 'wall' }))[0]).toBe(403);
	});
});

function faultOf(call: () => unknown): [number, string | undefined] {
	try {
		call();
	} catch (error) {
		if (error instanceof ApiFault) return [error.status, error.field];
	}
	throw new Error('nothing was refused');
}
