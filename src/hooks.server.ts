import { error, type Handle, type HandleServerError } from '@sveltejs/kit';
import { ApiFault, faultResponse } from '#server/api/fault.ts';
import { bearerOf } from '#server/auth/tokens.ts';
import type { Caller } from '#server/auth/caller.ts';
import type { Youkan } from '#server/youkan.ts';

/** Refuses API calls without a credential before anything else, and gives every answer its headers. */
export const handle: Handle = async ({ event, resolve }) => {
	const youkan = event.platform?.req.youkan;
	if (!youkan) error(503, 'start the pages with server/main.ts');
	event.locals.youkan = youkan;
	event.locals.caller = null;
	const isApi = event.url.pathname.startsWith('/api/');
	const response = isApi ? await answerApi() : await resolve(event, { transformPageChunk });
	response.headers.set('x-content-type-options', 'nosniff');
	// A wall's address holds its token.
	response.headers.set('referrer-policy', 'no-referrer');
	if (isApi || event.url.pathname === '/wall') response.headers.set('cache-control', 'no-store');
	return response;

	async function answerApi(): Promise<Response> {
		try {
			event.locals.caller = await callerBy(event.request.headers.get('authorization'), youkan);
			return await asJson(await resolve(event));
		} catch (fault) {
			if (!(fault instanceof ApiFault)) throw fault;
			return faultResponse(fault, fault.status === 401 ? { 'www-authenticate': 'Bearer' } : {});
		}
	}

	function transformPageChunk({ html }: { html: string }): string {
		return html.replace('%lang%', event.url.searchParams.get('lang') === 'en' ? 'en' : 'zh-CN');
	}
};

async function callerBy(header: string | null, youkan: Youkan | undefined): Promise<Caller> {
	const token = bearerOf(header);
	const caller = token === null ? null : ((await youkan?.tokens.callerOf(token)) ?? null);
	if (caller) return caller;
	throw new ApiFault(
		401,
		'unauthorized',
		token === null ? 'send Authorization: Bearer with a token' : 'the token is not valid'
	);
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
