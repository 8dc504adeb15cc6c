/** A stream of items that begin one after the other, evenly spaced at a rate that changes on a grid. */

/** Items numbered from 0 by their beginning. */
export interface Flow {
	/** How many items have begun before `time`, the part of the next one included. */
	countAt(time: number): number;
	/** When item `n` begins; `near` is a time not far from it. Only for items begun before `end`. */
	beginOf(n: number, near: number): number;
}

/** A flow that grows at its end. */
export interface GrowingFlow extends Flow {
	/** Items per step at a step from 0; 0 outside of what is known. */
	perStep(step: number): number;
	/** Adds a step in which so many items begin. */
	push(items: number): void;
	readonly steps: number;
}

/** An empty flow from `origin` on, both times in epoch milliseconds. */
export function createFlow(origin: number, stepMs: number): GrowingFlow {
	let before = new Float64Array(1024);
	let steps = 0;

	const sum = (step: number): number => before[Math.min(Math.max(step, 0), steps)] ?? 0;

	return {
		countAt(time) {
			const x = (time - origin) / stepMs;
			if (x <= 0) return 0;
			const step = Math.floor(x);
			const base = sum(step);
			return base + (sum(step + 1) - base) * (x - step);
		},
		beginOf(n, near) {
			let step = Math.min(Math.max(Math.floor((near - origin) / stepMs), 0), steps - 1);
			while (step > 0 && sum(step) > n) step--;
			while (step < steps - 1 && sum(step + 1) <= n) step++;
			const base = sum(step);
			return origin + (step + (n - base) / (sum(step + 1) - base)) * stepMs;
		},
		perStep: (step) => (step < 0 ? 0 : sum(step + 1) - sum(step)),
		push(items) {
			if (steps + 2 > before.length) {
				const larger = new Float64Array(2 * before.length);
				larger.set(before);
				before = larger;
			}
			before[steps + 1] = sum(steps) + items;
			steps++;
		},
		get steps() {
			return steps;
		}
	};
}
