/** Mail numbers: international ones by UPU S10, domestic ones as 11 to 20 digits. */

const weights = [8, 6, 4, 2, 3, 5, 9, 7];

/** True for a UPU S10 number in capitals with a right check digit (`RR473124829CN`), or for 11 to 20 digits 0-9. */
export function isMailNo(text: string): boolean {
	return isDomestic(text) || isS10(text);
}

/**
 * The check digit of an S10 serial of 8 digits: 11 less the weighted sum S modulo 11, where 10 becomes 0
 * and 11 becomes 5. S mod 11 = 0 and 6 both give 5, so a wrong digit that leads from one to the other is
 * not seen; every other wrong digit is.
 */
export function s10CheckDigit(serial: string): number {
	let sum = 0;
	for (const [i, weight] of weights.entries()) sum += weight * (serial.charCodeAt(i) - ZERO);
	const check = 11 - (sum % 11);
	if (check === 10) return 0;
	return check === 11 ? 5 : check;
}

const ZERO = 48;

/** Two letters, eight digits, the check digit, the two letters of a country. */
function isS10(text: string): boolean {
	return (
		text.length === 13 &&
		isLetter(text, 0) &&
		isLetter(text, 1) &&
		hasDigits(text, 2, 11) &&
		isLetter(text, 11) &&
		isLetter(text, 12) &&
		s10CheckDigit(text.slice(2, 10)) === text.charCodeAt(10) - ZERO
	);
}

function isDomestic(text: string): boolean {
	return text.length >= 11 && text.length <= 20 && hasDigits(text, 0, text.length);
}

function hasDigits(text: string, from: number, to: number): boolean {
	for (let i = from; i < to; i++) {
		const code = text.charCodeAt(i);
		if (code < ZERO || code > ZERO + 9) return false;
	}
	return true;
}

function isLetter(text: string, at: number): boolean {
	const code = text.charCodeAt(at);
	return code >= 65 && code <= 90;
}
