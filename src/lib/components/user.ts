import type { AccountRole } from '#domain/role.ts';

/** An account as the API tells it. */
export interface User {
	readonly user: string;
	readonly role: AccountRole;
	readonly scopes: readonly string[];
	readonly teams: readonly string[];
	readonly disabled: boolean;
	readonly mustChange: boolean;
	readonly hasSecondFactor: boolean;
	readonly lastSeen: string | null;
}
