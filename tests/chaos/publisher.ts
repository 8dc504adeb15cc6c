/** The devices of a chaos run: sends what is planned, and keeps what the broker has acknowledged. */
import { connectPublisher } from '#server/mqtt.ts';
import { pause } from '../support/wait.ts';
import type { Log } from './oracle.ts';
import type { PlannedEvent, PlannedMessage } from './plan.ts';

const TICK_MS = 10;
/** What the broker has not acknowledged so long after the last message stays unknown. */
const PATIENCE_MS = 60_000;

/**
 * Publishes each message at QoS 1 when it is due after `begun` (epoch ms), by a client without faults between
 * it and the broker. Resolves when all are acknowledged, or a minute after the last one at the latest.
 */
export async function publishAll(
	url: string,
	messages: readonly PlannedMessage[],
	begun: number
): Promise<Log> {
	const publisher = await connectPublisher({ url, clientId: 'chaos-devices' }, () => undefined);
	const acknowledged = new Set<PlannedEvent>();
	const underWay = new Set<Promise<void>>();
	let next = 0;
	while (next < messages.length) {
		const elapsed = Date.now() - begun;
		for (
			let message = messages[next];
			message && message.due <= elapsed;
			message = messages[++next]
		) {
			const { event, payload } = message;
			const one = publisher.publish(event.topic, payload).then(
				() => {
					acknowledged.add(event);
					underWay.delete(one);
				},
				() => void underWay.delete(one)
			);
			underWay.add(one);
		}
		await pause(TICK_MS);
	}
	await Promise.race([Promise.all(underWay), pause(PATIENCE_MS)]);
	await publisher.close();
	const all = [...new Set(messages.map(({ event }) => event))];
	return {
		sent: all.filter((event) => acknowledged.has(event)),
		maybe: all.filter((event) => !acknowledged.has(event))
	};
}
