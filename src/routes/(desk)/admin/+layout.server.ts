import { error } from '@sveltejs/kit';
import { sectionsFor } from '#domain/sections.ts';
import type { LayoutServerLoad } from './$types';

/** The parts of the administration that are for the role; 403 for a role that none is for. */
export const load: LayoutServerLoad = ({ locals, route }) => {
	const sections = locals.caller ? sectionsFor(locals.caller.role) : [];
	const here = route.id.split('/').at(-1);
	if (sections.length === 0) error(403, 'role');
	if (here !== 'admin' && !sections.some((section) => section === here)) error(403, 'role');
	return { sections };
};
