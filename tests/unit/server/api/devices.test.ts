import { describe, expect, it } from 'vitest';
import { deviceAnswer, devicesAsk } from '#server/api/devices.ts';
import { ApiFault } from '#server/api/fault.ts';
import type { Caller } from '#server/auth/caller.ts';

const AS_OF = Date.parse('2026-11-25T12:34:55.789+08:00');
const api: Caller = { name: 'api', role: 'operator', scopes: ['cn'] };
const of42: Caller = { name: 'token:a', role: 'operator', scopes: ['42'] };
const wall: Caller = { name: 'token:w', role: 'wall', scopes: ['42'] };

const ask = (query: string, caller = api) => devicesAsk(new URLSearchParams(query), caller, AS_OF);

function faultOf(query: string, caller = api): unknown {
	try {
		return ask(query, caller);
	} catch (error) {
		if (!(error instanceof ApiFault)) throw error;
		return [error.status, error.field];
	}
}

describe('a call of devices', () => {
	it('asks for a hundred of the own scope, whatever their clocks', () => {
		const page = { limit: 100, asOf: AS_OF, after: undefined };
		expect(ask('', of42)).toEqual({ scope: '42', clockFlagged: undefined, ...page });
		expect(ask('clockFlagged=true&scope=4201&limit=7')).toMatchObject({
			...{ scope: '4201', clockFlagged: true, limit: 7 }
		});
		expect(ask('clockFlagged=false')).toMatchObject({ clockFlagged: false });
	});

	it.each([
		['another scope: 404', 'scope=43', of42, [404, 'scope']],
		['a wider scope: 404', 'scope=cn', of42, [404, 'scope']],
		['a wall: 403', '', wall, [403, undefined]],
		['a wall, another scope: 404 first', 'scope=43', wall, [404, 'scope']],
		['a wall, a bad parameter: 403 first', 'limit=0', wall, [403, undefined]],
		['a bad flag', 'clockFlagged=1', api, [400, 'clockFlagged']],
		['a bad limit', 'limit=1001', api, [400, 'limit']]
	] as const)('refuses %s', (_name, query, caller, expected) => {
		expect(faultOf(query, caller)).toEqual(expected);
	});
});

it('tells what is not known as null', () => {
	const told = { site: '420106', device: 'd', clockFlagged: false };
	const row = { ...told, at: 0, id: 'x' };
	expect(deviceAnswer({ ...row, online: null, since: null, skewMs: null })).toEqual({
		...told,
		...{ online: null, since: null, skewSeconds: null }
	});
	expect(deviceAnswer({ ...row, online: true, since: AS_OF, skewMs: -180_500 })).toMatchObject({
		...{ online: true, since: '2026-11-25T12:34:55.789+08:00', skewSeconds: -180.5 }
	});
});
