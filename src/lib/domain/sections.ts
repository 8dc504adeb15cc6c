import type { Role } from './role.ts';

/** The parts of the administration, and the roles that each is for. */
const adminSections = {
	users: ['admin'],
	tokens: ['admin'],
	rules: ['admin'],
	calendar: ['admin'],
	'dead-letters': ['admin', 'operator'],
	import: ['admin', 'operator'],
	audit: ['admin', 'auditor']
} as const satisfies Readonly<Record<string, readonly Role[]>>;
export type AdminSection = keyof typeof adminSections;

/** Those that are for a role, in their order. */
export function sectionsFor(role: Role): AdminSection[] {
	return (Object.keys(adminSections) as AdminSection[]).filter((section) =>
		(adminSections[section] as readonly Role[]).includes(role)
	);
}
