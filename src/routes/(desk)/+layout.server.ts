import { error } from '@sveltejs/kit';
import { needsSecondFactor } from '#server/auth/caller.ts';
import { choicesOf } from '#server/choices.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals, url, cookies }) => {
	const { caller, session, youkan } = locals;
	if (!caller) error(401, 'sign in first');
	const { org, isDemo, isLocal } = youkan;
	const account = session?.account;
	return {
		...{ org, isDemo },
		user: { name: caller.name, role: caller.role, scopes: caller.scopes },
		// Until these are done nothing else is possible.
		mustChange: account?.mustChange === true,
		mustFactor: !isLocal && account?.hasSecondFactor === false && needsSecondFactor(caller),
		hasSecondFactor: account?.hasSecondFactor === true,
		...choicesOf(url, cookies)
	};
};
