/** Chance without state: every draw is a hash of what it is about, so a nation can be told again. */

/** 32 well-spread bits of two whole numbers. */
export function mix(a: number, b: number): number {
	let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul((b + 0x7f4a7c15) | 0, 0xc2b2ae35);
	h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
	h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
	return (h ^ (h >>> 15)) >>> 0;
}

/** 32 bits of a text. */
export function hashOf(text: string): number {
	let h = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
	return mix(h, text.length);
}

/** A share from 0 (inclusive) to 1 (exclusive) out of 32 bits. */
export function unit(bits: number): number {
	return bits / 0x1_0000_0000;
}

/** A number from `low` (inclusive) to `high` (exclusive) out of 32 bits. */
export function between(bits: number, low: number, high: number): number {
	return low + unit(bits) * (high - low);
}

/** Something and how often it comes, relative to the others. */
export type Weighted<T> = readonly (readonly [T, number])[];

const SLOTS = 4096;

/**
 * Chooses by weight in constant time out of 32 bits; a choice below 1/4096 of the whole may never come.
 * Throws when nothing has weight.
 */
export function createPicker<T>(choices: Weighted<T>): (bits: number) => T {
	const sum = choices.reduce((total, [, weight]) => total + weight, 0);
	const slots: T[] = [];
	let reached = 0;
	for (const [value, weight] of choices) {
		reached += weight;
		const until = Math.round((reached / sum) * SLOTS);
		while (slots.length < until) slots.push(value);
	}
	const [first] = slots;
	if (first === undefined) throw new Error('nothing to choose from');
	return (bits) => slots[bits >>> 20] ?? first;
}
