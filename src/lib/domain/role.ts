/** What an account may be. The rights of each: src/lib/server/auth/caller.ts. */
export const accountRoles = [
	...(['viewer', 'manager', 'oncall', 'operator', 'lead', 'admin'] as const),
	// Reads the audit, which no admin can edit or delete, and no items.
	'auditor'
] as const;
export type AccountRole = (typeof accountRoles)[number];

/** A wall is no account: it has a token. */
export type Role = AccountRole | 'wall';
