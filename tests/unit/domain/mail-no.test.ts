import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMailNo, s10CheckDigit } from '#domain/mail-no.ts';

const serials = fc.stringMatching(/^[0-9]{8}$/);

describe('s10CheckDigit', () => {
	it.each([
		// The example of UPU S10: 4·8 + 7·6 + 3·4 + 1·2 + 2·3 + 4·5 + 8·9 + 2·7 = 200, 200 mod 11 = 2, 11 − 2.
		['47312482', 9],
		['00000000', 5],
		['00001000', 8],
		['00000100', 6],
		['00000010', 2],
		['00000001', 4],
		['10000000', 3],
		// A sum of 12 leaves 10, which is written 0; one of 11 leaves 11, which is written 5.
		['02000000', 0],
		['10001000', 5],
		['11000000', 8],
		['00200000', 3],
		['01100000', 1],
		['00030000', 5],
		['11001000', 5]
	])('of %s is %i', (serial, digit) => {
		expect(s10CheckDigit(serial)).toBe(digit);
	});

	it('shows every wrong digit but those between weighted sums of 0 and 6 modulo 11', () => {
		const weights = [8, 6, 4, 2, 3, 5, 9, 7];
		const sumOf = (serial: string) =>
			weights.reduce((sum, weight, i) => sum + weight * Number(serial[i]), 0) % 11;
		fc.assert(
			fc.property(serials, fc.nat(7), fc.nat(9), (serial, place, digit) => {
				const other = `${serial.slice(0, place)}${digit}${serial.slice(place + 1)}`;
				const collides = new Set([sumOf(serial), sumOf(other), 0, 6]).size === 2;
				const isSame = s10CheckDigit(serial) === s10CheckDigit(other);
				expect(isSame).toBe(serial === other || collides);
			}),
			{ numRuns: 5_000 }
		);
	});

	it('cannot tell 00000000 from 01000000, the known collision', () => {
		expect(s10CheckDigit('01000000')).toBe(s10CheckDigit('00000000'));
	});
});

describe('isMailNo', () => {
	it.each([
		['an S10 number', 'RR473124829CN', true],
		['of another country', 'EE473124829US', true],
		['a wrong check digit', 'RR473124828CN', false],
		['small letters', 'rr473124829cn', false],
		['a letter for a digit', 'RR47312482OCN', false],
		['digits for the country', 'RR47312482912', false],
		['digits for the service', '1R473124829CN', false],
		['space around', ' RR473124829CN', false],
		['10 digits', '1234567890', false],
		['11 digits', '12345678901', true],
		['13 digits', '1234567890123', true],
		['20 digits', '12345678901234567890', true],
		['21 digits', '123456789012345678901', false],
		['full-width digits', '１２３４５６７８９０１', false],
		['a line end', '12345678901\n', false],
		['nothing', '', false]
	])('%s', (_name, text, expected) => {
		expect(isMailNo(text)).toBe(expected);
	});

	it('takes every serial with its own check digit and no other', () => {
		fc.assert(
			fc.property(serials, fc.nat(9), (serial, digit) => {
				expect(isMailNo(`EA${serial}${digit}CN`)).toBe(digit === s10CheckDigit(serial));
			})
		);
	});
});
