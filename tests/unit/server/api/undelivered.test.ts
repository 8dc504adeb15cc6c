import { describe, expect, it } from 'vitest';
import { shippedRules } from '#domain/sla.ts';
import { DAY_MS } from '#domain/time.ts';
import { ApiFault } from '#server/api/fault.ts';
import { itemsAsk, listedItemAnswer, undeliveredAsk } from '#server/api/undelivered.ts';
import type { Caller } from '#server/auth/caller.ts';

const AS_OF = Date.parse('2026-11-25T12:34:55.789+08:00');
const TODAY = Date.parse('2026-11-25T00:00:00+08:00');
const api: Caller = { name: 'api', role: 'operator', scopes: ['cn'] };
const of42: Caller = { name: 'token:a', role: 'operator', scopes: ['42'] };
const wall: Caller = { name: 'token:w', role: 'wall', scopes: ['42'] };

const standing = { now: AS_OF, asOf: AS_OF, rules: shippedRules };
const undelivered = (query: string, caller = api) =>
	undeliveredAsk(new URLSearchParams(query), caller, standing);
const items = (query: string, caller = api) =>
	itemsAsk(new URLSearchParams(query), caller, standing);

function faultOf(call: () => unknown): unknown {
	try {
		return call();
	} catch (error) {
		if (!(error instanceof ApiFault)) throw error;
		return [error.status, error.field];
	}
}

describe('a call of undelivered', () => {
	it('asks for every open state in the own scope, of all deadlines, up to asOf', () => {
		expect(undelivered('', of42)).toMatchObject({
			...{ scope: '42', figure: undefined, byDeadline: false, basis: undefined },
			...{ states: ['at_risk', 'overdue', 'attempted', 'stalled'], until: AS_OF, asOf: AS_OF }
		});
	});

	it('asks for one or more states, a project, a basis and the deadlines of a period', () => {
		expect(
			undelivered('state=overdue,disputed&project=PLATE&basis=origin&date=2026-11-24')
		).toMatchObject({
			...{ states: ['overdue', 'disputed'], project: 'PLATE', basis: 'origin' },
			...{ from: TODAY - DAY_MS, to: TODAY, byDeadline: true }
		});
		expect(undelivered('window=24h')).toMatchObject({
			...{ from: AS_OF - DAY_MS, to: AS_OF + 1, byDeadline: true }
		});
	});

	it.each([
		['another scope', 'scope=43', of42, [404, 'scope']],
		['a wall', '', wall, [403, undefined]],
		['a wall, another scope: 404 first', 'scope=43', wall, [404, 'scope']],
		['an unknown state', 'state=late', api, [400, 'state']],
		['a state beside a good one', 'state=overdue,', api, [400, 'state']],
		['a team that is not there', 'team=a', api, [404, 'team']],
		['an alert that is not there', 'alert=1', api, [404, 'alert']],
		['a bad project', 'project=id', api, [400, 'project']],
		['a window beside a day', 'window=24h&date=2026-11-24', api, [400, 'window']],
		['a bad limit', 'limit=0', api, [400, 'limit']]
	] as const)('refuses %s', (_name, query, caller, expected) => {
		expect(faultOf(() => undelivered(query, caller))).toEqual(expected);
	});
});

describe('a call of items', () => {
	it('asks for the items of a figure of the summary of today', () => {
		expect(items('figure=deliveredOnTime&scope=42')).toMatchObject({
			...{ figure: 'deliveredOnTime', scope: '42', states: [], byDeadline: false },
			...{ fromDay: '2026-11-25', toDay: '2026-11-25', from: TODAY, to: TODAY + DAY_MS }
		});
	});

	it.each([
		['none', ''],
		['an unknown one', 'figure=onTimeRate']
	])('refuses %s', (_name, query) => {
		expect(faultOf(() => items(query))).toEqual([400, 'figure']);
	});
});

it('tells what is not known as null', () => {
	const told = {
		...{ mailNo: '1', project: '', originSite: '', dest: '', wave: '', priority: '', rule: '' },
		...{ lastEvent: 'sorted', lastSite: '420106', attempts: 0, states: [] }
	};
	expect(
		listedItemAnswer({ ...told, acceptedAt: 0, deadline: 0, deliveredAt: 0, lastAt: TODAY })
	).toEqual({
		...told,
		...{ acceptedAt: null, deadline: null, deliveredAt: null },
		lastAt: '2026-11-25T00:00:00+08:00'
	});
});
