import { describe, expect, it } from 'vitest';
import { maySeeRows, orderScopes, widestScope } from '#server/auth/caller.ts';

describe('several scopes', () => {
	it.each([
		[['4201', '42'], ['42']],
		[
			['44', '42'],
			['42', '44']
		],
		[['420106-a', '420106'], ['420106']],
		[['42', 'cn', '44'], ['cn']],
		[['11', '11'], ['11']]
	])('%j are %j', (given, ordered) => {
		expect(orderScopes(given)).toEqual(ordered);
	});
	it('are looked into one by one', () => {
		const caller = { name: 'x', role: 'viewer' as const, scopes: ['42', '4401'] };
		expect(['42', '4201', '440106', '4401'].every((scope) => maySeeRows(caller, scope))).toBe(true);
		expect(['cn', '44', '4403', '4'].some((scope) => maySeeRows(caller, scope))).toBe(false);
		expect(widestScope(caller)).toBe('42');
	});
});
