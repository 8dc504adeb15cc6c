import { describe, expect, it } from 'vitest';
import { projectCode } from '#domain/decode/kinds.ts';
import { projectOf, projects } from '#domain/project.ts';
import { rate } from '#domain/rate.ts';

describe('projects', () => {
	it('are 21, each with a code that a device may send and names of its own', () => {
		expect(projects).toHaveLength(21);
		for (const key of ['code', 'name', 'nameEn'] as const)
			expect(new Set(projects.map((p) => p[key])).size).toBe(21);
		for (const { code } of projects) expect(projectCode.parse(code)).toBe(code);
	});

	it('are found by their code', () => {
		expect(projectOf('COURT')?.name).toBe('法院专递');
		for (const code of ['', 'court', 'NEW', 'constructor']) expect(projectOf(code)).toBeUndefined();
	});
});

describe('rate', () => {
	it.each([
		[3, 4, 0.75],
		[0, 4, 0],
		[4, 4, 1],
		[0, 0, null]
	])('%i of %i is %j', (numerator, denominator, value) => {
		expect(rate(numerator, denominator)).toEqual({ numerator, denominator, value });
	});
});
