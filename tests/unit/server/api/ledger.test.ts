import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '#domain/time.ts';
import { ApiFault } from '#server/api/fault.ts';
import { ledgerAnswer, ledgerAsk } from '#server/api/ledger.ts';
import { nextOf } from '#server/api/page.ts';
import { mayLookAt, type Caller } from '#server/auth/caller.ts';
import { markOf } from '#server/clickhouse/ledger.ts';

const AS_OF = Date.parse('2026-11-25T12:34:55.789+08:00');
const api: Caller = { name: 'api', role: 'operator', scopes: ['cn'] };
const of42: Caller = { name: 'token:a', role: 'operator', scopes: ['42'] };
const wall: Caller = { name: 'token:w', role: 'wall', scopes: ['cn'] };
const time = (text: string) => Date.parse(`${text}+08:00`);

const ask = (query: string, caller = api, asOf = AS_OF) =>
	ledgerAsk(new URLSearchParams(query), caller, asOf);

function faultOf(query: string, caller = api): unknown {
	try {
		return ask(query, caller);
	} catch (error) {
		if (!(error instanceof ApiFault)) throw error;
		return [error.status, error.field];
	}
}

describe('a call of ledger', () => {
	it('asks for the hours that the last 24 touch, of the own scope', () => {
		expect(ask('', of42)).toEqual({
			...{ scope: '42', site: undefined, device: undefined },
			...{ from: time('2026-11-24T12:00:00'), to: time('2026-11-25T13:00:00') },
			...{ limit: 100, asOf: AS_OF, after: undefined }
		});
	});

	it('takes whole hours, a site and a device', () => {
		const hours = 'from=2026-11-20T08:59:59%2B08:00&to=2026-11-20T10:59:59 08:00';
		expect(ask(`${hours}&site=420100-zw&device=pda-1`)).toMatchObject({
			...{ site: '420100-zw', device: 'pda-1' },
			...{ from: time('2026-11-20T08:00:00'), to: time('2026-11-20T10:00:00') }
		});
		expect(ask('to=2026-11-20T10:00:00%2B08:00')).toMatchObject({
			...{ from: time('2026-11-19T10:00:00'), to: time('2026-11-20T10:00:00') }
		});
	});

	it('goes on after the last row, in the hours of the first page', () => {
		const row = { hour: time('2026-11-25T11:00:00'), site: '420106-abcdefghijklmnop' };
		const last = markOf({ ...row, device: 'd'.repeat(64), stream: 'station' });
		const next = nextOf(ask(''), last) ?? '';
		const { from, to } = ask('');
		expect(ask(`cursor=${next}`, api, AS_OF + HOUR_MS)).toMatchObject({
			...{ from, to, asOf: AS_OF, after: last }
		});
	});

	it.each([
		['site=42', 'site'],
		['device=a b', 'device'],
		['from=yesterday', 'from'],
		['from=2026-11-25T10:00:00Z&to=2026-11-25T09:00:00Z', 'to'],
		['limit=0', 'limit'],
		['cursor=abc', 'cursor'],
		['scope=4', 'scope']
	])('refuses %s', (query, field) => {
		expect(faultOf(query)).toEqual([400, field]);
	});

	it('is not for a wall, nor for another scope than the own', () => {
		expect(faultOf('', wall)).toEqual([403, undefined]);
		expect(faultOf('scope=43', of42)).toEqual([404, 'scope']);
		expect(faultOf('scope=cn', of42)).toEqual([404, 'scope']);
		expect(faultOf('scope=cn', { ...wall, scopes: ['42'] })).toEqual([404, 'scope']);
		expect(ask('scope=420100', of42)).toMatchObject({ scope: '420100' });
	});
});

it.each([
	[api, 'cn', true],
	[of42, '4201', true],
	[of42, '43', false],
	[of42, 'cn', false],
	[wall, '42', false]
])('%o looks at the live ledger of %s: %s', (caller, scope, may) => {
	expect(mayLookAt(caller, 'ledger', scope)).toBe(may);
	expect(mayLookAt({ ...caller, role: 'wall' }, 'ledger', scope)).toBe(false);
});

it('the live wall is of the own scope, for a wall too', () => {
	expect(mayLookAt(wall, 'wall', '42')).toBe(true);
	expect(mayLookAt(of42, 'wall', '43')).toBe(false);
});

it('tells a row with its hour', () => {
	const row = { site: '420106', device: 'd', stream: 'scan', advance: 3, stored: 1, rejected: 1 };
	const rest = { missing: 1, duplicate: 2, conflict: 0, revised: false };
	expect(ledgerAnswer({ ...row, ...rest, hour: time('2026-11-25T11:00:00') })).toEqual({
		...{ ...row, ...rest, hour: '2026-11-25T11:00:00+08:00' }
	});
});
