import { redirect } from '@sveltejs/kit';
import { choicesOf } from '#server/choices.ts';
import type { PageServerLoad } from './$types';

/** Where to go after the sign-in: one of our own pages, nothing else. */
function nextOf(url: URL): string {
	const next = url.searchParams.get('next') ?? '/';
	return /^\/(?![/\\])[^\\]*$/.test(next) ? next : '/';
}

export const load: PageServerLoad = async ({ locals, url, request, cookies }) => {
	const { access, org, isDemo, isLocal, isSecure } = locals.youkan;
	const next = nextOf(url);
	if (await access.byCookie(request.headers.get('cookie'))) redirect(303, next);
	return { org, isDemo, next, canKeep: isLocal || isSecure, ...choicesOf(url, cookies) };
};
