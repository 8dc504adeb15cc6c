import type { View } from '#domain/live-protocol.ts';

/** Who asks, as far as rights go. */
export interface Caller {
	/** How the audit names him: `api`, or `token:<name>`. */
	readonly name: string;
	readonly role: 'wall' | 'operator' | 'admin';
	/** The widest place that he may see: `cn`, a province (2 digits), a city (4), a county (6) or a site. */
	readonly scope: string;
}

/** A wall sees its own scope; the figures of every scope are open to every other role. */
export function maySeeFigures(caller: Caller, scope: string): boolean {
	return caller.role !== 'wall' || contains(caller.scope, scope);
}

/** Rows that name devices and items are open within one's own scope only. */
export function maySeeRows(caller: Caller, scope: string): boolean {
	return contains(caller.scope, scope);
}

/** The ledger names devices, which a wall does not. */
export function maySeeLedger(caller: Caller): boolean {
	return caller.role !== 'wall';
}

/** Items are persons' mail, which a wall does not show. */
export function maySeeItems(caller: Caller): boolean {
	return caller.role !== 'wall';
}

/** Revenue is for those who have the nation or something of the province; a wall shows none. */
export function maySeeRevenue(caller: Caller, province: string): boolean {
	return caller.role !== 'wall' && (caller.scope === 'cn' || caller.scope.slice(0, 2) === province);
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

/** The rules and the calendar by which deadlines are decided. */
export function mayEditRules(caller: Caller): boolean {
	return caller.role === 'admin';
}

/** What other systems know is loaded by operators. */
export function mayImport(caller: Caller): boolean {
	return caller.role !== 'wall' && caller.scope === 'cn';
}

export function mayHandleDeadLetters(caller: Caller): boolean {
	return caller.role === 'operator' || caller.role === 'admin';
}

/** `caller` with no more than the rights of a wall: what `/wall` gives whoever opens it. */
export function asWall(caller: Caller): Caller {
	return { ...caller, role: 'wall' };
}

function contains(outer: string, inner: string): boolean {
	if (outer === 'cn' || outer === inner) return true;
	return !outer.includes('-') && inner !== 'cn' && inner.startsWith(outer);
}
