/** What a signed-in person does with his own account. */
import { renderSVG } from 'uqr';
import { z } from 'zod';
import { formatInstant } from '#domain/time.ts';
import type { Caller } from '../auth/caller.ts';
import { unfinished } from '../auth/unfinished.ts';
import { hashPassword, isPassword } from '../auth/password.ts';
import { newTotpSecret, totpAddress, totpStep } from '../auth/second-factor.ts';
import {
	changeAccount,
	offerSecondFactor,
	offeredSecondFactor,
	secretsOf,
	setSecondFactor
} from '../store/accounts.ts';
import { appendAct } from '../store/audit.ts';
import type { Youkan } from '../youkan.ts';
import { ApiFault } from './fault.ts';
import { readForm } from './form.ts';
import type { Call } from './request.ts';
import { checkPassword, userAnswer } from './users.ts';

type Session = NonNullable<Call['session']>;

/** A browser's session; a bearer token has no account of its own: 404. */
export function ownSession({ session }: Pick<Call, 'session'>): Session {
	if (!session) throw new ApiFault(404, 'not_found', 'a token has no account of its own');
	return session;
}

/** Who asks, and what he may be told of himself. */
export function meAnswer(caller: Caller, session: Session | null, { isLocal }: Youkan) {
	if (!session) return { user: caller.name, role: caller.role, scopes: caller.scopes };
	return {
		...userAnswer(session.account),
		first: unfinished(session.account, isLocal) ?? null
	};
}

const text = (accepted: string) => z.string({ error: `accepted: ${accepted}` }).max(1024);
const passwordForm = z.object({
	current: text('the password until now'),
	password: text('the new password')
});
const codeForm = z.object({
	code: z.string({ error: 'accepted: six digits' }).regex(/^\d{6}$/, 'accepted: six digits')
});
const proofForm = z.object({ password: text('the password') });

/** Changes the password: every session ends, and the cookie of a new one is given back. */
export async function changePassword(
	youkan: Youkan,
	{ account }: Session,
	agent: string,
	body: unknown
) {
	const { store, access, clock } = youkan;
	const { current, password } = readForm(passwordForm, body);
	await provePassword(youkan, account.name, current, 'current');
	if (password === current)
		throw new ApiFault(
			400,
			'bad_request',
			'password: accepted: another one than until now',
			'password'
		);
	checkPassword(password, account.name);
	const passwordHash = await hashPassword(password);
	await store.transaction(async (sql) => {
		await changeAccount(sql, account.name, { passwordHash, mustChange: false });
		await note(sql, account.name, 'password.change', clock.now());
	});
	await access.sessions.end(account.name, { allBut: null });
	return access.sessions.begin(account.name, agent);
}

/** 403 for a wrong password, one guess among those of the sign-in. */
async function provePassword(
	{ store, gate }: Youkan,
	name: string,
	password: string,
	field: string
) {
	if (!(await gate.enter(`own ${name}`, true)))
		throw new ApiFault(429, 'busy', 'too many tries; try again in a second');
	const secrets = await secretsOf(store, name);
	if (!secrets || !(await isPassword(password, secrets.passwordHash)))
		throw new ApiFault(403, 'wrong_password', `${field}: this is not your password`, field);
}

/** A new second factor to scan: it counts from the first code on. */
export async function offerFactor(youkan: Youkan, { account }: Session, body: unknown) {
	const { password } = readForm(proofForm, body);
	await provePassword(youkan, account.name, password, 'password');
	const secret = newTotpSecret();
	await offerSecondFactor(youkan.store, account.name, youkan.secrets.seal(secret));
	const address = totpAddress(secret, account.name);
	return { secret, address, picture: renderSVG(address, { border: 2 }) };
}

/** The first code proves that the secret arrived. */
export async function confirmFactor(
	{ store, secrets, clock }: Youkan,
	{ account }: Session,
	body: unknown
) {
	const { code } = readForm(codeForm, body);
	const sealed = await offeredSecondFactor(store, account.name);
	const secret = sealed === null ? undefined : secrets.open(sealed);
	if (sealed === null || secret === undefined)
		throw new ApiFault(409, 'not_offered', 'ask for a new second factor first');
	if (totpStep(secret, code, clock.now(), 0) === undefined)
		throw new ApiFault(400, 'bad_request', 'code: accepted: the code that is shown now', 'code');
	await store.transaction(async (sql) => {
		await setSecondFactor(sql, account.name, sealed);
		await note(sql, account.name, 'second_factor.set', clock.now());
	});
}

export async function removeFactor(youkan: Youkan, { account }: Session, body: unknown) {
	const { password } = readForm(proofForm, body);
	await provePassword(youkan, account.name, password, 'password');
	await youkan.store.transaction(async (sql) => {
		await setSecondFactor(sql, account.name, null);
		await note(sql, account.name, 'second_factor.remove', youkan.clock.now());
	});
}

/** The browsers that are signed in, the newest first. */
export async function ownSessions({ access, clock }: Youkan, { account, id: own }: Session) {
	const items = (await access.sessions.list(account.name)).map((session) => ({
		...{ id: session.id, agent: session.agent, current: session.id === own },
		...{ createdAt: formatInstant(session.createdAt), lastSeen: formatInstant(session.lastSeen) }
	}));
	return { items, next: null, total: items.length, asOf: formatInstant(clock.now()) };
}

type Within = Parameters<typeof appendAct>[0];
const note = (sql: Within, actor: string, act: string, at: number) =>
	appendAct(sql, { actor, act, object: actor }, at);
