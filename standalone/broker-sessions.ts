import type { Aedes } from 'aedes';
import type { Log } from '#server/log.ts';

/** How many messages all other sessions together may have waiting or unacknowledged. */
const MAX_MESSAGES = 20_000;

interface Addressee {
	readonly clientId: string;
}

/** The part of aedes' store of sessions that we stand before; its types leave the property out. */
interface SessionStore {
	outgoingEnqueueCombi(to: readonly Addressee[], packet: object): Promise<void>;
	outgoingClearMessageId(
		client: { readonly id: string },
		packet: object
	): Promise<object | undefined>;
}

/**
 * Bounds what the broker keeps for persistent sessions other than that of `ingest`: beyond 20,000
 * messages in all nothing more is kept for them, as other brokers do at their queue's end.
 */
export function limitOtherSessions(aedes: Aedes, ingest: string, log: Log): void {
	const { persistence } = aedes as unknown as { persistence: SessionStore };
	const keep = persistence.outgoingEnqueueCombi.bind(persistence);
	const clear = persistence.outgoingClearMessageId.bind(persistence);
	let kept = 0;
	let isFull = false;

	persistence.outgoingEnqueueCombi = (to, packet) => {
		const room = MAX_MESSAGES - kept;
		const others = to.filter((a) => a.clientId !== ingest);
		if (others.length <= room) {
			kept += others.length;
			return keep(to, packet);
		}
		if (!isFull) log.warn({ kept }, 'other sessions hold too much, they lose messages');
		isFull = true;
		return keep(
			to.filter((a) => a.clientId === ingest),
			packet
		);
	};
	persistence.outgoingClearMessageId = async (client, packet) => {
		const cleared = await clear(client, packet);
		if (cleared !== undefined && client.id !== ingest) {
			kept -= 1;
			isFull &&= kept > MAX_MESSAGES / 2;
		}
		return cleared;
	};
}
