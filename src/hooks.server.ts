import { error, redirect, type Handle, type HandleServerError } from '@sveltejs/kit';
import { ApiFault, faultResponse } from '#server/api/fault.ts';
import { admit, credentialOf } from '#server/api/admission.ts';
import { unfinished } from '#server/auth/unfinished.ts';
import { choicesOf } from '#server/choices.ts';

/** Refuses who may not come in before anything else, and gives every answer its headers. */
export const handle: Handle = async ({ event, resolve }) => {
	const youkan = event.platform?.req.youkan;
	if (!youkan) error(503, 'start the pages with server/main.ts');
	event.locals.youkan = youkan;
	event.locals.caller = null;
	event.locals.session = null;
	const { pathname } = event.url;
	const isApi = pathname.startsWith('/api/');
	const response = isApi ? await answerApi() : await answerPage();
	response.headers.set('x-content-type-options', 'nosniff');
	// A wall's address holds its token.
	response.headers.set('referrer-policy', 'no-referrer');
	response.headers.set('cross-origin-opener-policy', 'same-origin');
	response.headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=()');
	if (youkan.isSecure) response.headers.set('strict-transport-security', 'max-age=31536000');
	if (!pathname.startsWith('/_app/')) response.headers.set('cache-control', 'no-store');
	return response;

	async function answerApi(): Promise<Response> {
		try {
			await admit(event, event.locals.youkan);
			return await asJson(await resolve(event));
		} catch (fault) {
			if (fault instanceof ApiFault) return faultResponse(fault);
			event.locals.youkan.log.error({ err: fault, route: event.route.id }, 'nobody can be let in');
			return faultResponse(
				new ApiFault(
					503,
					'unavailable',
					'the credential cannot be checked at the moment; try again'
				)
			);
		}
	}

	async function answerPage(): Promise<Response> {
		if (!isOpen(pathname)) {
			const credential = await credentialOf(event.request, event.locals.youkan);
			if (!credential)
				redirect(303, `/login?next=${encodeURIComponent(pathname + event.url.search)}`);
			event.locals.caller = credential.caller;
			event.locals.session = credential.session ?? null;
			const { session } = credential;
			const isUnfinished =
				session && unfinished(session.account, event.locals.youkan.isLocal) !== undefined;
			if (isUnfinished && pathname !== '/me') redirect(303, '/me');
		}
		return resolve(event, { transformPageChunk });
	}

	function transformPageChunk({ html }: { html: string }): string {
		const { language, look } = choicesOf(event.url, event.cookies);
		// A wall has a look of its own.
		const shown = pathname === '/wall' ? 'wall' : look;
		return html.replace('%lang%', language === 'en' ? 'en' : 'zh-CN').replace('%look%', shown);
	}
};

/** What needs no sign-in: the sign-in itself, the wall (by its token), and what pages are made of. */
function isOpen(pathname: string): boolean {
	return pathname === '/login' || pathname === '/wall' || /^\/(_app|favicon)/.test(pathname);
}

/** SvelteKit answers what it does not know with pages and texts; under /api every answer is JSON. */
async function asJson(response: Response): Promise<Response> {
	if (response.status < 400 || response.headers.get('content-type')?.includes('json'))
		return response;
	await response.body?.cancel();
	const allow = response.headers.get('allow');
	switch (response.status) {
		case 404:
			return faultResponse(new ApiFault(404, 'not_found', 'no such route'));
		case 405:
			return faultResponse(
				new ApiFault(405, 'method_not_allowed', `accepted: ${allow ?? 'GET'}`),
				allow === null ? {} : { allow }
			);
		default:
			return faultResponse(new ApiFault(response.status, 'failed', 'the call failed'));
	}
}

export const handleError: HandleServerError = ({ error: cause, event, status, message }) => {
	if (status >= 500)
		event.platform?.req.youkan?.log.error(
			{ err: cause, route: event.route.id, method: event.request.method },
			'a request failed'
		);
	return { message };
};
