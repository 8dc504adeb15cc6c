import { error } from '@sveltejs/kit';
import { unfinished } from '#server/auth/unfinished.ts';
import { choicesOf } from '#server/choices.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals, url, cookies }) => {
	const { caller, session, youkan } = locals;
	if (!caller) error(401, 'sign in first');
	const { org, isDemo, isLocal } = youkan;
	const account = session?.account;
	const first = account && unfinished(account, isLocal);
	return {
		...{ org, isDemo },
		user: { name: caller.name, role: caller.role, scopes: caller.scopes },
		// Until these are done nothing else is possible.
		mustChange: first === 'password_change',
		mustFactor: first === 'second_factor',
		hasSecondFactor: account?.hasSecondFactor === true,
		...choicesOf(url, cookies)
	};
};
