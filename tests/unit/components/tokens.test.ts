import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../../src/app.css', import.meta.url), 'utf8');
const tokens = new Map(
	[...css.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [name, hex])
);

/** Contrast of two tokens by WCAG 2.2, from 1 to 21. */
function contrast(a: string, b: string): number {
	const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (light + 0.05) / (dark + 0.05);
}

function luminance(name: string): number {
	const hex = tokens.get(name);
	if (hex === undefined) throw new Error(`no token ${name}`);
	const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
		const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
		return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const steps = ['volume-0', 'volume-1', 'volume-2', 'volume-3', 'volume-4'];
const inks = ['text', 'soft', 'mute', 'accent', 'normal', 'urgent', 'high', 'medium'];

describe('tokens', () => {
	it.each(inks.flatMap((ink) => ['ground', 'panel'].map((ground) => [ink, ground] as const)))(
		'%s can be read on %s',
		(ink, ground) => {
			expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
		}
	);

	it.each(steps)('text can be read on %s', (step) => {
		expect(contrast('text', step)).toBeGreaterThanOrEqual(4.5);
	});

	it('a figure that is greyed can be read on its tile, a command on its ground', () => {
		expect(contrast('mute', 'volume-0')).toBeGreaterThanOrEqual(4.5);
		expect(contrast('text', 'volume-0')).toBeGreaterThanOrEqual(4.5);
	});

	it('every step of the ramp is lighter than the one before, in greyscale too', () => {
		for (const [i, step] of steps.slice(1).entries())
			expect(luminance(step) / luminance(steps[i] ?? '')).toBeGreaterThan(1.25);
	});
});
