import { describe, expect, it } from 'vitest';
import { newTotpSecret, totpAddress, totpStep } from '#server/auth/second-factor.ts';

// RFC 6238, appendix B: the secret is the ASCII text 12345678901234567890; of its eight digits the last six.
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('totpStep', () => {
	it.each([
		[59, '287082', 1],
		[1111111109, '081804', 37037036],
		[1234567890, '005924', 41152263],
		[20000000000, '353130', 666666666]
	])('at %i knows %s', (seconds, code, step) => {
		expect(totpStep(SECRET, code, seconds * 1000, 0)).toBe(step);
	});
	it('takes the code of one step before or after, and no other', () => {
		const at = (seconds: number) => totpStep(SECRET, '287082', seconds * 1000, 0);
		expect([at(0), at(89), at(119), at(120)]).toEqual([1, 1, undefined, undefined]);
	});
	it('takes no code twice, and nothing that is no code', () => {
		expect(totpStep(SECRET, '287082', 59_000, 1)).toBeUndefined();
		for (const code of ['', '28708', '2870822', 'abcdef', '287 082'])
			expect(totpStep(SECRET, code, 59_000, 0)).toBeUndefined();
	});
});

it('the address names the account and has a secret of 160 bits', () => {
	const secret = newTotpSecret();
	expect(secret).toMatch(/^[A-Z2-7]{32}$/);
	expect(totpAddress(secret, '值班-42')).toContain(`secret=${secret}`);
});
