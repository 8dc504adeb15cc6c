/** Bounds what is on its way to the broker. */
import { sleep, type Clock } from '#server/clock.ts';
import type { Log } from '#server/log.ts';

export interface Outbox {
	/** Resolves when there was room and the message is on its way; false when it was stopped instead. */
	send(topic: string, payload: string, options?: { retain?: boolean }): Promise<boolean>;
	/** Resolves with true when everything is acknowledged, with false after `timeoutMs`. */
	drained(timeoutMs: number): Promise<boolean>;
	readonly onItsWay: number;
	/** Takes nothing more, and tries nothing again. */
	stop(): void;
}

const RETRY_MS = 1000;

/** Sends by `publish`, which resolves at the acknowledgement, with at most `limit` messages on their way. */
export function createOutbox(
	deps: {
		readonly clock: Clock;
		readonly log: Log;
		publish(topic: string, payload: string, options?: { retain?: boolean }): Promise<void>;
	},
	limit: number
): Outbox {
	let onItsWay = 0;
	let isStopped = false;
	let waiting: (() => void)[] = [];

	function wake(): void {
		const all = waiting;
		waiting = [];
		for (const go of all) go();
	}

	const change = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));

	async function deliver(...message: Parameters<Outbox['send']>): Promise<void> {
		for (;;) {
			try {
				await deps.publish(...message);
				return;
			} catch (error) {
				if (isStopped) return;
				deps.log.warn({ err: error }, 'publish failed, trying again');
				await sleep(deps.clock, RETRY_MS);
			}
		}
	}

	return {
		async send(...message) {
			while (onItsWay >= limit && !isStopped) await change();
			if (isStopped) return false;
			onItsWay++;
			void deliver(...message).then(() => {
				onItsWay--;
				wake();
			});
			return true;
		},
		async drained(timeoutMs) {
			const end = deps.clock.now() + timeoutMs;
			const cancel = deps.clock.after(timeoutMs, wake);
			while (onItsWay > 0 && deps.clock.now() < end) await change();
			cancel();
			return onItsWay === 0;
		},
		get onItsWay() {
			return onItsWay;
		},
		stop() {
			isStopped = true;
			wake();
		}
	};
}
