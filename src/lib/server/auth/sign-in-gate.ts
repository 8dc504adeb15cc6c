import { randomInt } from 'node:crypto';
import type { Clock } from '../clock.ts';

/** Passwords that are hashed in a second at the most, whoever asks: a third of a core. */
const PER_SECOND = 10;
/** Tries that wait: the last of them for two seconds. */
const MOST_WAITING = 20;

interface Waiting {
	readonly lane: string;
	readonly settle: (isAdmitted: boolean) => void;
}

export interface SignInGate {
	/**
	 * Waits for its turn to have a password hashed; false when it is turned away, to come again a second later.
	 * Lanes take turns, so that guessing at a thousand names, or at one, leaves the other lanes their share. A
	 * known lane goes before every other one.
	 */
	enter(lane: string, isKnown: boolean): Promise<boolean>;
}

/**
 * Lets tries in one after the other. Where more wait than may, one of the longest lane is turned away by lot: who
 * floods a lane raises his own chance to be turned away, and nobody can be shut out for certain.
 */
export function createSignInGate(clock: Clock): SignInGate {
	const lanes = { known: [] as Waiting[], other: [] as Waiting[] };
	let nextAt = 0;
	let isTicking = false;
	/** Lanes in the order in which they were served last. */
	const served = new Map<string, number>();
	let turn = 0;

	function tick(): void {
		isTicking = false;
		const queue = lanes.known.length > 0 ? lanes.known : lanes.other;
		const next = takeFairly(queue);
		if (!next) return served.clear();
		served.set(next.lane, ++turn);
		nextAt = clock.now() + 1000 / PER_SECOND;
		next.settle(true);
		schedule();
	}

	function schedule(): void {
		if (isTicking || lanes.known.length + lanes.other.length === 0) return;
		isTicking = true;
		clock.after(Math.max(0, nextAt - clock.now()), tick);
	}

	/** The first of the lane that was served the longest time ago. */
	function takeFairly(queue: Waiting[]): Waiting | undefined {
		const turnOf = ({ lane }: Waiting) => served.get(lane) ?? 0;
		const [first] = [...queue].sort((a, b) => turnOf(a) - turnOf(b));
		if (first) queue.splice(queue.indexOf(first), 1);
		return first;
	}

	function turnOneAway(queue: Waiting[]): void {
		const byLane = [...Map.groupBy(queue, ({ lane }) => lane).values()];
		const longest = byLane.reduce((a, b) => (b.length > a.length ? b : a), []);
		const unlucky = longest[randomInt(longest.length)];
		if (!unlucky) return;
		queue.splice(queue.indexOf(unlucky), 1);
		unlucky.settle(false);
	}

	return {
		enter(lane, isKnown) {
			const queue = isKnown ? lanes.known : lanes.other;
			return new Promise((settle) => {
				queue.push({ lane, settle });
				if (queue.length > MOST_WAITING) turnOneAway(queue);
				schedule();
			});
		}
	};
}
