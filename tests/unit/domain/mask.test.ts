import { describe, expect, it } from 'vitest';
import { isSensitive, maskMailNo } from '#domain/mask.ts';

describe('maskMailNo', () => {
	it.each([
		['EA123456785CN', 'EA*****6785CN'],
		['9000000000077', '90*******0077'],
		['12345678901', '12*****8901'],
		['12345678901234567890', '12**************7890'],
		['1', '1']
	])('%s', (mailNo, shown) => {
		expect(maskMailNo(mailNo)).toBe(shown);
	});
});

it('court papers, criminal-record certificates and medicine are sensitive', () => {
	expect(['COURT', 'NOCRIME', 'MED'].every(isSensitive)).toBe(true);
	expect(['ID', '', null, undefined].some(isSensitive)).toBe(false);
});
