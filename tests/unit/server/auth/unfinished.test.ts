import type { RequestEvent } from '@sveltejs/kit';
import { describe, expect, it } from 'vitest';
import type { AccountRole } from '#domain/role.ts';
import { ApiFault } from '#server/api/fault.ts';
import { admit } from '#server/api/admission.ts';
import { unfinished } from '#server/auth/unfinished.ts';
import type { Youkan } from '#server/youkan.ts';

const account = (role: AccountRole, mustChange = false, hasSecondFactor = false) => ({
	...{ name: 'x', role, scopes: ['cn'], teams: [], disabled: false, lastSeen: null },
	...{ mustChange, hasSecondFactor }
});

describe('unfinished', () => {
	it.each([
		['admin', false, false, false, 'second_factor'],
		['manager', false, false, false, 'second_factor'],
		['admin', false, true, false, undefined],
		['admin', false, false, true, undefined],
		['viewer', false, false, false, undefined],
		['viewer', true, false, true, 'password_change'],
		['admin', true, true, false, 'password_change']
	] as const)(
		'%s: must change %j, second factor %j, loopback %j',
		(role, must, has, local, first) => {
			expect(unfinished(account(role, must, has), local)).toBe(first);
		}
	);
});

/** Why a signed-in admin without a second factor is not let in at a public address, or undefined. */
async function refusal(method: string, path: string): Promise<string | undefined> {
	const session = { id: 's', account: account('admin') };
	const caller = { name: 'x', role: 'admin', scopes: ['cn'] };
	// What `admit` asks of the rest of the server.
	const youkan = {
		...{ isLocal: false, isPublicOrigin: () => true },
		access: { byCookie: () => Promise.resolve({ caller, session }) }
	} as unknown as Youkan;
	const url = new URL(`https://youkan.example${path}`);
	const headers = { 'content-type': 'application/json', origin: url.origin };
	const event = {
		...{ url, locals: {}, route: { id: path } },
		request: new Request(url, { method, headers })
	} as unknown as RequestEvent;
	try {
		await admit(event, youkan);
		return undefined;
	} catch (fault) {
		if (fault instanceof ApiFault) return fault.code;
		throw fault;
	}
}

describe('an admin without a second factor at a public address', () => {
	it.each([
		['GET', '/api/v1/summary', 'second_factor'],
		['GET', '/api/v1/users', 'second_factor'],
		['GET', '/api/v1/metrics-of-me', 'second_factor'],
		['GET', '/api/v1/me', undefined],
		['POST', '/api/v1/me/second-factor', undefined],
		['DELETE', '/api/v1/session', undefined]
	])('%s %s', async (method, path, code) => {
		expect(await refusal(method, path)).toBe(code);
	});
});
