import type { View } from '#domain/live-protocol.ts';
import type { Role } from '#domain/role.ts';

/** Who asks, as far as rights go. */
export interface Caller {
	/** How the audit names him: an account, `api`, or `token:<name>`. */
	readonly name: string;
	readonly role: Role;
	/**
	 * The places that he may see the rows of, at least one, the widest first: each is `cn`, a province (2 digits),
	 * a city (4), a county (6) or a site.
	 */
	readonly scopes: readonly string[];
}

/** The scope of a call that names none. */
export function widestScope({ scopes }: Caller): string {
	return scopes[0] ?? '';
}

/** Scopes with the widest first, and none that another one holds already. */
export function orderScopes(scopes: readonly string[]): string[] {
	const width = (scope: string) => (scope === 'cn' ? 0 : scope.length);
	return [...new Set(scopes)]
		.sort((a, b) => width(a) - width(b) || (a < b ? -1 : 1))
		.filter((scope, i, all) => !all.slice(0, i).some((outer) => contains(outer, scope)));
}

/** A wall sees its own scope; the figures of every scope are open to every other role. */
export function maySeeFigures(caller: Caller, scope: string): boolean {
	return caller.role !== 'wall' || isWithin(caller, scope);
}

/** Rows that name devices and items are open within one's own scopes only. */
export function maySeeRows(caller: Caller, scope: string): boolean {
	return isWithin(caller, scope);
}

/** The ledger and the lists of devices name what a wall does not; an auditor reads the audit. */
export function maySeeLedger(caller: Caller): boolean {
	return caller.role !== 'wall' && caller.role !== 'auditor';
}

/** Items are persons' mail, which a wall does not show. */
export function maySeeItems(caller: Caller): boolean {
	return caller.role !== 'wall' && caller.role !== 'auditor';
}

/** How a role sees mail numbers. */
export function seesMailNumbers({ role }: Pick<Caller, 'role'>): 'full' | 'masked' | 'never' {
	if (role === 'wall' || role === 'auditor') return 'never';
	return role === 'viewer' || role === 'manager' ? 'masked' : 'full';
}

/** One masked number may be unmasked, with a reason that the audit keeps. */
export function mayUnmask(caller: Caller): boolean {
	return caller.role === 'manager' || seesMailNumbers(caller) === 'full';
}

/** Revenue is for those who have the nation or something of the province; a wall shows none. */
export function maySeeRevenue(caller: Caller, province: string): boolean {
	if (caller.role === 'wall') return false;
	return caller.scopes.some((scope) => scope === 'cn' || scope.slice(0, 2) === province);
}

/** The live wall shows what a wall may see, whoever looks at it; the other views what the API answers. */
export function mayLookAt(caller: Caller, view: View, scope: string): boolean {
	switch (view) {
		case 'wall':
			return maySeeFigures(asWall(caller), scope);
		case 'ranking':
			return maySeeFigures(caller, scope);
		case 'lines':
			return maySeeRows(caller, scope);
		case 'ledger':
			return maySeeLedger(caller) && maySeeRows(caller, scope);
	}
}

/** The rules and the calendar by which deadlines are decided: everybody but a wall may read them. */
export function maySeeRules({ role }: Caller): boolean {
	return role !== 'wall';
}

export function mayEditRules({ role }: Caller): boolean {
	return role === 'admin';
}

/** What other systems know is loaded by operators. */
export function mayImport({ role, scopes }: Caller): boolean {
	return (role === 'operator' || role === 'admin') && scopes.includes('cn');
}

export function mayHandleDeadLetters({ role }: Caller): boolean {
	return role === 'operator' || role === 'admin';
}

/** Accounts and tokens. */
export function mayAdminister({ role }: Caller): boolean {
	return role === 'admin';
}

export function mayReadAudit({ role }: Caller): boolean {
	return role === 'admin' || role === 'auditor';
}

/** That the audit is whole tells nothing of what is in it: the bootstrap token may have it checked. */
export function mayVerifyAudit(caller: Caller): boolean {
	return mayReadAudit(caller) || caller.name === 'api';
}

/** A second factor is demanded of whoever can do or see most. */
export function needsSecondFactor({ role }: Pick<Caller, 'role'>): boolean {
	return role === 'admin' || role === 'manager';
}

/** `caller` with no more than the rights of a wall: what `/wall` gives whoever opens it. */
export function asWall(caller: Caller): Caller {
	return { ...caller, role: 'wall' };
}

function isWithin({ scopes }: Caller, scope: string): boolean {
	return scopes.some((own) => contains(own, scope));
}

function contains(outer: string, inner: string): boolean {
	if (outer === 'cn' || outer === inner) return true;
	return !outer.includes('-') && inner !== 'cn' && inner.startsWith(outer);
}
