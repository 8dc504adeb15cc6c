import { createHash, randomBytes } from 'node:crypto';
import { DAY_MS } from '#domain/time.ts';
import type { Clock } from '../clock.ts';
import { secretsOf, useTotpStep, type Secrets } from '../store/accounts.ts';
import { noteAct } from '../store/audit.ts';
import type { Store } from '../store/store.ts';
import { hashPassword, isPassword } from './password.ts';
import type { Sealed } from './sealed.ts';
import { totpStep } from './second-factor.ts';
import type { Sessions } from './sessions.ts';
import type { SignInGate } from './sign-in-gate.ts';

/** A browser stays known so long after its last sign-in. */
const KNOWN_DAYS = 400;

export interface SignInAsk {
	readonly user: string;
	readonly password: string;
	/** Of the second factor, where the account has one. */
	readonly code?: string | undefined;
	/** What the browser was told to keep at its last sign-in, or null. */
	readonly device: string | null;
	readonly agent: string;
}

export type SignedInOr =
	| { readonly cookie: string; readonly device: string }
	/** `wrong` tells nothing of what was wrong; `code` is only told to whom the password is right. */
	| 'wrong'
	| 'code'
	| 'busy';

/** The same work as for an account that exists; nobody has the password. */
const nobody = hashPassword(randomBytes(32).toString('base64'));

/** Checks who signs in, one of few at a time, and writes down what came of it. */
export async function signIn(
	deps: {
		readonly store: Store;
		readonly sessions: Sessions;
		readonly gate: SignInGate;
		readonly sealed: Sealed;
		readonly clock: Clock;
	},
	{ user, password, code, device, agent }: SignInAsk
): Promise<SignedInOr> {
	const { store, sessions, gate, clock } = deps;
	const isKnown = await isKnownDevice(store, user, device, clock.now());
	if (!(await gate.enter(isKnown ? `device ${user}` : `name ${user}`, isKnown))) return 'busy';

	const secrets = await secretsOf(store, user);
	const isRight = await isPassword(password, secrets?.passwordHash ?? (await nobody));
	const refuse = async (why: string): Promise<'wrong'> => {
		// A name that nobody has may be a password typed into the wrong field: it is not written down.
		const object = secrets ? user : '';
		await noteAct(
			store,
			{ actor: object, act: 'session.refuse', object, detail: { why } },
			clock.now()
		);
		return 'wrong';
	};
	if (!secrets) return refuse('unknown');
	if (!isRight) return refuse('password');
	if (secrets.disabled) return refuse('disabled');
	if (secrets.totp !== null) {
		if (code === undefined || code === '') return 'code';
		if (!(await isCode(deps, user, secrets, code))) return refuse('code');
	}
	const cookie = await sessions.begin(user, agent);
	await noteAct(
		store,
		{ actor: user, act: 'session.begin', object: user, detail: { agent: agent.slice(0, 200) } },
		clock.now()
	);
	return { cookie, device: await rememberDevice(store, user, clock.now()) };
}

async function isCode(
	{
		store,
		sealed,
		clock
	}: { readonly store: Store; readonly sealed: Sealed; readonly clock: Clock },
	user: string,
	{ totp, totpStep: used }: Secrets,
	code: string
): Promise<boolean> {
	const secret = totp === null ? undefined : sealed.open(totp);
	if (secret === undefined) return false;
	const step = totpStep(secret, code, clock.now(), used);
	return step !== undefined && (await useTotpStep(store, user, step));
}

async function isKnownDevice(
	store: Store,
	account: string,
	device: string | null,
	now: number
): Promise<boolean> {
	if (device === null) return false;
	const { rows } = await store.query(
		'SELECT 1 FROM known_device WHERE id = $1 AND account = $2 AND expires_at > $3',
		[sha256(device), account, new Date(now).toISOString()]
	);
	return rows.length > 0;
}

async function rememberDevice(store: Store, account: string, now: number): Promise<string> {
	const device = randomBytes(24).toString('base64url');
	await store.query('DELETE FROM known_device WHERE expires_at <= $1', [
		new Date(now).toISOString()
	]);
	await store.query('INSERT INTO known_device (id, account, expires_at) VALUES ($1, $2, $3)', [
		...[sha256(device), account, new Date(now + KNOWN_DAYS * DAY_MS).toISOString()]
	]);
	return device;
}

function sha256(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}
