import { describe, expect, it } from 'vitest';
import { hashPassword, isPassword, passwordFault } from '#server/auth/password.ts';

describe('passwordFault', () => {
	it.each([
		['1234567', false],
		['Quiet-1!', true],
		['x'.repeat(64), false], // one character
		['correct horse battery staple', true],
		['🚚🚚📮📮✉✉🗺🗺', true],
		['   leading and trailing   ', true],
		['a'.repeat(20) + 'b'.repeat(1_005), false],
		['password1', false],
		['Youkan2026', false],
		['12345678', false],
		['qwerty!!99', false],
		['admin-admin-1', false],
		['manager42-x', false]
	])('%j', (password, isFine) => {
		expect(passwordFault(password, 'manager42') === undefined).toBe(isFine);
	});
});

describe('a stored password', () => {
	it('is a PHC string of argon2id, salted, and known again in any form of Unicode', async () => {
		const [one, two] = await Promise.all([
			hashPassword('Ångström-42'),
			hashPassword('Ångström-42')
		]);
		expect(one).toMatch(
			/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/
		);
		expect(one).not.toBe(two);
		expect(await isPassword('Ångström-42'.normalize('NFD'), one)).toBe(true);
		expect(await isPassword('angstrom-42', one)).toBe(false);
	});

	it('that is none fits nothing', async () => {
		for (const stored of ['', 'x', '$argon2id$v=19$m=1,t=1$a$b'])
			expect(await isPassword('x', stored)).toBe(false);
	});
});
