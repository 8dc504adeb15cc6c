import { s10CheckDigit } from '#domain/mail-no.ts';

/** An item's place in the nation: which flow it belongs to and its number there. */
export interface ItemId {
	readonly flow: 'slow' | 'swift';
	readonly n: number;
}

const SERIALS = 100_000_000;
const firstLetters = 'ERLCV';

/**
 * A synthetic mail number, never the same for two items of a seed: 13 digits, or for `isS10` an
 * international number with a right check digit (five times 10^8 of these before they repeat).
 */
export function mailNumber({ flow, n }: ItemId, seed: number, isS10: boolean): string {
	const serial = 2 * n + (flow === 'swift' ? 1 : 0);
	if (!isS10) return `9${pad(seed % 100, 2)}${pad(serial, 10)}`;
	const digits = pad(serial % SERIALS, 8);
	const first = firstLetters.charAt(Math.floor(serial / SERIALS) % firstLetters.length);
	const second = String.fromCharCode(65 + (seed % 26));
	return `${first}${second}${digits}${s10CheckDigit(digits)}CN`;
}

function pad(value: number, length: number): string {
	return String(value).padStart(length, '0');
}
