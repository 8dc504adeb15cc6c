import { describe, expect, it } from 'vitest';
import { deadLetterAnswer, deadLettersAsk } from '#server/api/dead-letters.ts';
import { ApiFault } from '#server/api/fault.ts';
import { nextOf } from '#server/api/page.ts';
import type { Caller } from '#server/auth/caller.ts';

const AS_OF = Date.parse('2026-11-25T12:34:55.789+08:00');
const api: Caller = { name: 'api', role: 'operator', scopes: ['cn'] };
const of42: Caller = { name: 'token:a', role: 'operator', scopes: ['42'] };
const wall: Caller = { name: 'token:w', role: 'wall', scopes: ['cn'] };

const ask = (query: string, caller = api) =>
	deadLettersAsk(new URLSearchParams(query), caller, AS_OF);

function faultOf(query: string, caller = api): unknown {
	try {
		return ask(query, caller);
	} catch (error) {
		if (!(error instanceof ApiFault)) throw error;
		return [error.status, error.field];
	}
}

describe('a call of dead-letters', () => {
	it('asks for the newest hundred of the own scope', () => {
		const given = { from: 0, to: Infinity, reason: undefined, site: undefined, device: undefined };
		const page = { limit: 100, asOf: AS_OF, after: undefined };
		expect(ask('', of42)).toEqual({ scope: '42', ...given, ...page });
	});

	it('takes every filter', () => {
		const from = '2026-11-25T10:00:00+08:00';
		const asked = ask(`reason=field:carrier.kind&site=420100-zw&device=pda-1&from=${from}&limit=7`);
		expect(asked).toMatchObject({ reason: 'field:carrier.kind', site: '420100-zw', limit: 7 });
		expect(asked).toMatchObject({ device: 'pda-1', from: Date.parse(from) });
	});

	it('goes on after the last row, as of the instant of the first page', () => {
		const next = nextOf(ask('limit=2'), { at: 5, id: 'x' }) ?? '';
		expect(
			deadLettersAsk(new URLSearchParams({ cursor: next }), api, AS_OF + 90_000)
		).toMatchObject({
			...{ asOf: AS_OF, after: { at: 5, id: 'x' } }
		});
		expect(nextOf(ask(''), undefined)).toBeNull();
	});

	it.each([
		['reason=field', 400, 'reason'],
		['reason=lost', 400, 'reason'],
		['site=42', 400, 'site'],
		['device=a b', 400, 'device'],
		['from=yesterday', 400, 'from'],
		['from=2026-11-25T10:00:00Z&to=2026-11-25T09:00:00Z', 400, 'to'],
		['limit=0', 400, 'limit'],
		['limit=1001', 400, 'limit'],
		['limit=1e2', 400, 'limit'],
		['cursor=abc', 400, 'cursor'],
		['cursor=eyJhc09mIjotMX0', 400, 'cursor'],
		['asOf=2026-11-25T10:00:00+08:00', 400, 'asOf'],
		['scope=4', 400, 'scope']
	])('refuses %s', (query, status, field) => {
		expect(faultOf(query)).toEqual([status, field]);
	});

	it('is not for a wall, nor for another scope than the own', () => {
		expect(faultOf('', wall)).toEqual([403, undefined]);
		expect(faultOf('scope=43', of42)).toEqual([404, 'scope']);
		expect(faultOf('scope=cn', of42)).toEqual([404, 'scope']);
		expect(faultOf('scope=4201&limit=0', wall)).toEqual([403, undefined]);
		expect(ask('scope=420100', of42)).toMatchObject({ scope: '420100' });
	});
});

it('tells times that are not known as null', () => {
	const row = { id: 'a', receivedAt: AS_OF, topic: 't', payloadBytes: 1, reason: 'topic' };
	const rest = { detail: '', site: '', device: '', stream: '', boot: '', seq: 0, copies: 1 };
	expect(deadLetterAnswer({ ...row, ...rest, at: 0, replayedAt: 0 })).toEqual({
		...{ ...row, ...rest, receivedAt: '2026-11-25T12:34:55.789+08:00' },
		...{ at: null, replayedAt: null }
	});
});
