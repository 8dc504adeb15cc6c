import { dayOf } from '#domain/time.ts';
import type { PageServerLoad } from './$types';

/** The year to begin with: this one. */
export const load: PageServerLoad = ({ locals }) => ({
	year: Number(dayOf(locals.youkan.clock.now()).slice(0, 4))
});
