import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** OWASP's first choice for argon2id: memory in KiB, passes, lanes; some 30 ms. */
const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1 };
const TAG_BYTES = 32;
const SALT_BYTES = 16;

/** Characters that a password has at the least, and bytes at the most. */
const LEAST = 8;
const MOST_BYTES = 1_024;

/** Words that guessing begins with; assumed, short on purpose: the sign-in gate is what stops guessing. */
const common = [
	...['password', 'passw0rd', 'qwerty', 'asdfgh', 'zxcvbn', 'admin', 'administrator', 'welcome'],
	...['letmein', 'iloveyou', 'monkey', 'dragon', 'football', 'baseball', 'sunshine', 'princess'],
	...['woaini', 'woaiwojia', 'mima', 'youkan', 'youzheng', 'chinapost', 'post', 'test', 'root'],
	...['superman', 'master', 'shadow', 'abc', 'a1b2c3', 'q1w2e3', '1q2w3e', 'changeme', 'secret']
];

/** Why a password is not accepted for an account, in words for its owner, or undefined when it is. */
export function passwordFault(password: string, account: string): string | undefined {
	const normal = password.normalize('NFKC');
	if (Array.from(normal).length < LEAST) return `accepted: ${LEAST} characters or more`;
	if (Buffer.byteLength(normal) > MOST_BYTES) return `accepted: ${MOST_BYTES} bytes at the most`;
	const bare = normal.toLowerCase();
	if (bare.includes(account.toLowerCase()) && account.length >= 4)
		return 'accepted: a password without the name of the account in it';
	// What is left when the words and the digits that everybody puts around them are taken off.
	const rest = common.reduce((text, word) => text.replaceAll(word, ''), bare);
	const isCommon = (rest !== bare || /^\d+$/.test(bare)) && !/[^\d\W_]/.test(rest);
	const isRow = /^(.)\1*$/.test(bare) || '01234567890123456789'.includes(bare);
	if (isRow || (isCommon && Array.from(normal).length < 16))
		return 'accepted: one that is not among the first that are guessed';
	return undefined;
}

/** A password as it is stored: a PHC string of argon2id with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
	const salt = randomBytes(SALT_BYTES);
	const tag = await tagOf(password, salt, PARAMETERS);
	const { memory, passes, parallelism } = PARAMETERS;
	return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
}

/** Whether a password is the one that was stored; it takes as long for a wrong one. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
	const form = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(stored);
	if (!form) return false;
	const [, memory, passes, parallelism, salt = '', tag = ''] = form;
	const expected = Buffer.from(tag, 'base64');
	const found = await tagOf(password, Buffer.from(salt, 'base64'), {
		...{ memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
	});
	return found.length === expected.length && timingSafeEqual(found, expected);
}

function tagOf(password: string, nonce: Buffer, how: typeof PARAMETERS): Promise<Buffer> {
	const message = password.normalize('NFKC');
	return derive('argon2id', { message, nonce, tagLength: TAG_BYTES, ...how });
}

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
