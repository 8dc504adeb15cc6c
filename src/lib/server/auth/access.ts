/** Who asks: by a bearer token or by the cookie of a signed-in browser. The same for pages, API and sockets. */
import type { Clock } from '../clock.ts';
import { accountNamed, type Account } from '../store/accounts.ts';
import type { Store } from '../store/store.ts';
import { orderScopes, type Caller } from './caller.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createTokens, type Tokens } from './tokens.ts';

/** A caller with what he is known by. */
export interface Credential {
	readonly caller: Caller;
	/** Of a signed-in browser; a bearer token has none. */
	readonly session?: { readonly id: string; readonly account: Account };
	/** Of a stored token. */
	readonly tokenId?: string;
}

export interface Access {
	readonly tokens: Tokens;
	readonly sessions: Sessions;
	/** By a bearer token, or null. Rejects when the store is away. */
	byToken(token: string): Promise<Credential | null>;
	/** By a `cookie` header, or null. */
	byCookie(cookie: string | null | undefined): Promise<Credential | null>;
	/** Of these credentials, those that have ended or have other rights now. */
	ended<T extends Credential>(held: readonly T[]): Promise<T[]>;
}

export function createAccess(store: Store, clock: Clock, apiToken: string | undefined): Access {
	const tokens = createTokens(store, clock, apiToken);
	const sessions = createSessions(store, clock);

	return {
		tokens,
		sessions,
		async byToken(token) {
			const bearer = await tokens.bearerOf(token);
			if (!bearer) return null;
			const { caller, id } = bearer;
			return { caller, ...(id !== null && { tokenId: id }) };
		},
		async byCookie(cookie) {
			const found = await sessions.accountOf(cookie);
			const account = found && (await accountNamed(store, found.account));
			if (!found || !account || account.disabled) return null;
			return { caller: callerOf(account), session: { id: found.id, account } };
		},
		async ended(held) {
			const ofSessions = held.flatMap(({ session }) => (session ? [session] : []));
			const ofTokens = held.flatMap(({ tokenId }) => (tokenId === undefined ? [] : [tokenId]));
			const [standing, valid] = await Promise.all([
				ofSessions.length === 0
					? new Map<string, string>()
					: sessions.standing(ofSessions.map(({ id }) => id)),
				ofTokens.length === 0 ? new Set<string>() : tokens.standing(ofTokens)
			]);
			const names = [...new Set(standing.values())];
			const accounts = new Map(
				await Promise.all(
					names.map(async (name) => [name, await accountNamed(store, name)] as const)
				)
			);
			return held.filter(({ session, tokenId, caller }) => {
				if (tokenId !== undefined) return !valid.has(tokenId);
				if (!session) return false;
				const account = accounts.get(standing.get(session.id) ?? '');
				return !account || rightsOf(callerOf(account)) !== rightsOf(caller);
			});
		}
	};
}

/** An account as a caller. */
function callerOf({ name, role, scopes }: Account): Caller {
	return { name, role, scopes: orderScopes(scopes) };
}

const rightsOf = ({ role, scopes }: Caller) => `${role} ${scopes.join(' ')}`;
