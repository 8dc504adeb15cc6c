/**
 * Calls `run` with the newest value, at once and then at most every `ms`; what comes in between
 * replaces what waits. `stop` drops it.
 */
export function paced<T>(
	ms: number,
	run: (value: T) => void
): { push(value: T): void; stop(): void } {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let waiting: { readonly value: T } | undefined;

	function next(): void {
		timer = undefined;
		if (!waiting) return;
		const { value } = waiting;
		waiting = undefined;
		timer = setTimeout(next, ms);
		run(value);
	}

	return {
		push(value) {
			waiting = { value };
			if (timer === undefined) next();
		},
		stop() {
			clearTimeout(timer);
			timer = undefined;
			waiting = undefined;
		}
	};
}
