import { describe, expect, it } from 'vitest';
import { cityOf, provinceOf, provinces, servedProvinces } from '#domain/province.ts';
import { isScope } from '#domain/scope.ts';

describe('provinces', () => {
	it('are 34, in the order of their codes, each with a name of its own', () => {
		const codes = provinces.map((p) => p.code);
		expect(codes).toHaveLength(34);
		expect(codes).toEqual([...new Set(codes)].sort());
		expect(new Set(provinces.map((p) => p.name)).size).toBe(34);
		expect(new Set(provinces.map((p) => p.nameEn)).size).toBe(34);
	});

	it('have a cell each in a grid of 10 by 8', () => {
		expect(new Set(provinces.map((p) => `${p.column},${p.row}`)).size).toBe(34);
		expect(Math.max(...provinces.map((p) => p.column))).toBe(9);
		expect(Math.max(...provinces.map((p) => p.row))).toBe(7);
		expect(provinces.every((p) => p.column >= 0 && p.row >= 0)).toBe(true);
	});

	it('are served in 31', () => {
		expect(servedProvinces).toHaveLength(31);
		expect(provinces.filter((p) => !p.served).map((p) => p.code)).toEqual(['71', '81', '82']);
	});

	it('are found by their code', () => {
		expect(provinceOf('42')?.name).toBe('湖北');
		for (const code of ['', '4', '99', '420', 'cn', '__proto__'])
			expect(provinceOf(code)).toBeUndefined();
	});
});

describe('cityOf', () => {
	it.each([
		['420106', '4201'],
		['420100-hub', '4201'],
		['110105', '11'],
		['120116', '12'],
		['310230', '31'],
		['500230-a', '50'],
		['419001', '419001'],
		['429004-a', '429004'],
		['469005', '469005'],
		['659001', '659001'],
		['422801', '4228']
	])('%s lies in %s', (division, city) => {
		expect(cityOf(division)).toBe(city);
	});
});

describe('isScope', () => {
	it.each(['cn', '42', '82', '4201', '420106', '420106-hub', `420106-${'a'.repeat(16)}`])(
		'takes %s',
		(text) => {
			expect(isScope(text)).toBe(true);
		}
	);

	it.each([
		...['', 'CN', 'us', '4', '420', '42010', '4201061', '99', '9901', '990106', '420106-'],
		...['420106-Hub', `420106-${'a'.repeat(17)}`, '42-hub', '42\n', ' 42', '４２', 'cn,42']
	])('refuses %j', (text) => {
		expect(isScope(text)).toBe(false);
	});
});
