import { z } from 'zod';
import { signIn } from '../auth/sign-in.ts';
import type { Youkan } from '../youkan.ts';
import { ApiFault } from './fault.ts';
import { readForm } from './form.ts';

/** What a browser keeps from its last sign-in, so that nobody who guesses passwords can shut it out. */
const DEVICE_COOKIE = 'youkan_device';
const DEVICE_SECONDS = 400 * 86_400;

const form = z.object(
	{
		user: z
			.string({ error: 'accepted: the name of an account' })
			.min(1, 'accepted: a name')
			.max(128),
		password: z.string({ error: 'accepted: a password' }).min(1, 'accepted: a password').max(1024),
		code: z.string({ error: 'accepted: six digits' }).max(16).nullish()
	},
	{ error: 'accepted: an object' }
);

/** Signs a browser in: the cookies to set. 401 tells nothing of what was wrong. */
export async function beginSession(
	youkan: Youkan,
	headers: Headers,
	body: unknown
): Promise<string[]> {
	const { user, password, code } = readForm(form, body);
	const { store, gate, secrets, clock } = youkan;
	const outcome = await signIn(
		{ store, gate, clock, sealed: secrets, sessions: youkan.access.sessions },
		{
			...{ user: user.normalize('NFKC'), password, code: code ?? undefined },
			...{ device: deviceOf(headers.get('cookie')), agent: headers.get('user-agent') ?? '' }
		}
	);
	if (outcome === 'busy')
		throw new ApiFault(429, 'busy', 'many sign in at the moment; try again in a second');
	if (outcome === 'code')
		throw new ApiFault(401, 'code', 'code: the code of the second factor is needed', 'code');
	if (outcome === 'wrong')
		throw new ApiFault(401, 'credentials', 'user, password or code is not right');
	const device = `${DEVICE_COOKIE}=${outcome.device}; Path=/; Max-Age=${DEVICE_SECONDS}; HttpOnly; Secure; SameSite=Lax`;
	return [outcome.cookie, device];
}

function deviceOf(cookie: string | null): string | null {
	return (
		new RegExp(`(?:^|; *)${DEVICE_COOKIE}=([A-Za-z0-9_-]{1,64})`).exec(cookie ?? '')?.[1] ?? null
	);
}
