import { connectPublisher } from '#server/mqtt.ts';
import { scan } from './events.ts';
import { pause } from './wait.ts';

/** Devices that publish one event a message at an even rate, and what the broker has acknowledged of them. */
export interface Load {
	/** Messages that the broker has acknowledged. */
	readonly acknowledged: number;
	/** Ends it; resolves when every message that was sent is acknowledged. */
	stop(): Promise<number>;
}

const TICK_MS = 20;

/**
 * Publishes `perSecond` scans of one device as boot `boot`, seq from 1 without a gap, until `stop`. What was
 * acknowledged at the end is all of them, so the last seq is the publisher's own log.
 */
export async function startLoad(url: string, boot: string, perSecond: number): Promise<Load> {
	const publisher = await connectPublisher({ url, clientId: `load-${boot}` }, () => undefined);
	const begun = Date.now();
	const underWay = new Set<Promise<void>>();
	let sent = 0;
	let acknowledged = 0;
	const ended = new AbortController();

	function publish(): void {
		sent++;
		const payload = JSON.stringify(scan(boot, sent, Date.now(), { event: 'departed' }));
		const message = publisher.publish('youkan/v1/65/650102/gate-1/scan', payload).then(() => {
			acknowledged++;
			underWay.delete(message);
		});
		underWay.add(message);
	}

	const running = (async () => {
		while (!ended.signal.aborted) {
			const due = Math.floor(((Date.now() - begun) * perSecond) / 1000);
			while (sent < due) publish();
			await pause(TICK_MS);
		}
	})();

	return {
		get acknowledged() {
			return acknowledged;
		},
		async stop() {
			ended.abort();
			await running;
			await Promise.all(underWay);
			await publisher.close();
			return acknowledged;
		}
	};
}
