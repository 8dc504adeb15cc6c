import { Secret, TOTP } from 'otpauth';

/** RFC 6238 as every authenticator does it: SHA-1, six digits, 30 seconds. */
const standard = { algorithm: 'SHA1', digits: 6, period: 30 } as const;

/** A new shared secret, base32. */
export function newTotpSecret(): string {
	return new Secret({ size: 20 }).base32;
}

/** What an authenticator reads from the picture. */
export function totpAddress(secret: string, account: string): string {
	return totpOf(secret, account).toString();
}

/**
 * The time step that a code is of, one step of clock error allowed; undefined for a wrong code and for one of
 * a step up to `usedStep`, so that no code works twice. `now` in epoch ms.
 */
export function totpStep(
	secret: string,
	code: string,
	now: number,
	usedStep: number
): number | undefined {
	if (!/^\d{6}$/.test(code)) return undefined;
	const delta = totpOf(secret, '').validate({ token: code, timestamp: now, window: 1 });
	if (delta === null) return undefined;
	const step = Math.floor(now / 1000 / standard.period) + delta;
	return step > usedStep ? step : undefined;
}

function totpOf(secret: string, label: string): TOTP {
	return new TOTP({ ...standard, issuer: 'Youkan', label, secret: Secret.fromBase32(secret) });
}
