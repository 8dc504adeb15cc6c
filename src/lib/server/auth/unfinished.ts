import type { Account } from '../store/accounts.ts';
import { needsSecondFactor } from './caller.ts';

/**
 * What a signed-in person has to do before anything else is open to him: change a password that was made by a
 * machine, or set up the second factor that his role demands. On loopback (`isLocal`) the second factor is only
 * offered. The same for pages, API and sockets.
 */
export function unfinished(
	account: Pick<Account, 'role' | 'mustChange' | 'hasSecondFactor'>,
	isLocal: boolean
): 'password_change' | 'second_factor' | undefined {
	if (account.mustChange) return 'password_change';
	return !isLocal && !account.hasSecondFactor && needsSecondFactor(account)
		? 'second_factor'
		: undefined;
}
