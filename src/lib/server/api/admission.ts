/** Who is let in to the API, before a route looks at anything. */
import type { RequestEvent } from '@sveltejs/kit';
import type { Credential } from '../auth/access.ts';
import { unfinished } from '../auth/unfinished.ts';
import { bearerOf } from '../auth/tokens.ts';
import type { Youkan } from '../youkan.ts';
import { ApiFault } from './fault.ts';

/** Where there is nobody yet. */
const SIGN_IN = '/api/v1/session';
const PASSWORD = '/api/v1/me/password';
const OWN = '/api/v1/me';

/** By a bearer token where one is sent, else by the cookie of a signed-in browser; null for neither. */
export async function credentialOf(
	{ headers }: Request,
	{ access }: Youkan
): Promise<Credential | null> {
	const header = headers.get('authorization');
	if (header === null) return access.byCookie(headers.get('cookie'));
	const token = bearerOf(header);
	return token === null ? null : access.byToken(token);
}

/**
 * Lets a call in: its caller and session are in `locals` then. 401 without a good credential; 404 where there is
 * no such route; 403 for a call with a cookie that would change something and does not come from one of our
 * pages, for a password that must be changed first, and for a second factor that is missing.
 */
export async function admit(event: RequestEvent, youkan: Youkan): Promise<void> {
	const { request, url, locals, route } = event;
	const isChange = !['GET', 'HEAD', 'OPTIONS'].includes(request.method);
	if (url.pathname === SIGN_IN && request.method === 'POST') return letSignIn(request, youkan);
	const credential = await credentialOf(request, youkan);
	if (!credential)
		throw new ApiFault(
			401,
			'unauthorized',
			request.headers.has('authorization')
				? 'the token is not valid'
				: 'sign in, or send Authorization: Bearer with a token'
		);
	const { caller, session } = credential;
	locals.caller = caller;
	locals.session = session ?? null;
	if (route.id === null) throw new ApiFault(404, 'not_found', 'no such route');
	if (!session) return;
	if (isChange) letChange(request, youkan);
	const first = unfinished(session.account, youkan.isLocal);
	const isOwn =
		url.pathname === OWN || url.pathname.startsWith(`${OWN}/`) || url.pathname === SIGN_IN;
	if (first === 'password_change' && !(url.pathname === PASSWORD && request.method === 'PUT'))
		throw new ApiFault(403, first, 'change the password first');
	if (first === 'second_factor' && !isOwn)
		throw new ApiFault(403, first, 'set up the second factor first');
}

/** A browser sends its cookie along from any page: what changes something comes from ours, as JSON. */
function letChange({ headers }: Request, { isPublicOrigin }: Youkan): void {
	const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
	if (!isPublicOrigin(headers.get('origin') ?? '') || type !== 'application/json')
		throw new ApiFault(
			403,
			'origin',
			'with a cookie: accepted are calls from our own pages, with content-type application/json'
		);
}

/** Nobody is to be signed in by a page that is not ours. */
function letSignIn({ headers }: Request, { isPublicOrigin }: Youkan): void {
	const origin = headers.get('origin');
	if (origin !== null && !isPublicOrigin(origin))
		throw new ApiFault(403, 'origin', 'sign in on one of our own pages');
}
