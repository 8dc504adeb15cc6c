import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { Aedes } from 'aedes';
import type { AedesPublishPacket, Client, Subscription } from 'aedes';
import type { Log } from '#server/log.ts';
import { limitOtherSessions } from './broker-sessions.ts';
import { createPacketSizeGuard } from './packet-size.ts';
import { createPublishGate, standardLimits } from './publish-gate.ts';
import type { GateLimits } from './publish-gate.ts';

export interface BrokerOptions {
	/** On 127.0.0.1; 0 takes a free one. */
	readonly port: number;
	/** The client id of ingest, for which publishes wait. */
	readonly ingest: string;
	readonly limits?: GateLimits;
}

export interface Broker {
	readonly port: number;
	/** What ingest has not acknowledged, and how many publishes wait for it. */
	state(): { messages: number; bytes: number; isPresent: boolean; waiting: number };
	/** Accepts no more publishes; resolves when ingest has acknowledged all, or is away. */
	drain(): Promise<void>;
	close(): Promise<void>;
}

const MAX_PACKET_BYTES = 1024 * 1024;
/** Connections and last wills that may wait for ingest; further wills are dropped. */
const MAX_WAITING_OWNERS = 10_000;
const DRAIN_POLL_MS = 20;
const EVENTS = 'youkan/v1/';
const superseded = new Error('no room for this will, or a later one took its place');

/**
 * The embedded MQTT 3.1.1 broker: everything in memory, sessions kept while it lives. It acknowledges a
 * publish under `youkan/v1` only while ingest is there and keeps up. Rejects when the port is taken.
 */
export async function createBroker(log: Log, options: BrokerOptions): Promise<Broker> {
	const gate = createPublishGate(options.limits ?? standardLimits);
	/** How to refuse the last wills that wait. */
	const wills = new WeakMap<object, (error: Error) => void>();
	const isIngest = (client: Client | null) => client?.id === options.ingest;

	const aedes = await Aedes.createBroker({
		authorizePublish(client, packet, answer) {
			if (packet.topic.startsWith('$SYS/')) return answer(new Error('$SYS is reserved'));
			if (!packet.topic.startsWith(EVENTS)) return answer(null);
			const isWill = client === null || client.closed;
			const owner = isWill ? `will of ${client?.id ?? ''}` : client;
			if (isWill) {
				// A device that comes and goes while ingest is away leaves one last will, not one a time.
				for (const older of gate.forget(owner)) wills.get(older.packet)?.(superseded);
				if (gate.waitingOwners() >= MAX_WAITING_OWNERS) return answer(superseded);
				wills.set(packet, answer);
			}
			gate.offer(owner, {
				packet,
				bytes: packet.payload.length,
				pass() {
					wills.delete(packet);
					answer(null);
				}
			});
		},
		authorizeSubscribe(client, subscription, answer) {
			// Aedes accepts shared subscriptions and never delivers on them.
			const isShared = subscription.topic.startsWith('$share/');
			if (isShared) log.warn({ client: client.id }, 'shared subscription refused');
			answer(null, isShared ? null : subscription);
		},
		authorizeForward(client, packet) {
			if (isIngest(client) && isCounted(packet)) {
				gate.forwarded(packet.brokerCounter, packet.payload.length);
			}
			return packet;
		},
		published(packet, _client, answer) {
			gate.published(packet);
			answer(null);
		}
	});
	limitOtherSessions(aedes, options.ingest, log);

	aedes.on('clientReady', (client) => {
		if (isIngest(client) && client.clean) gate.sessionEnded();
	});
	aedes.on('subscribe', (subscriptions, client) => {
		if (isIngest(client) && subscriptions.some(coversEvents)) gate.ingestArrived();
	});
	aedes.on('clientDisconnect', (client) => {
		if (isIngest(client)) gate.ingestLeft();
		gate.forget(client);
	});
	aedes.on('ack', (packet, client) => {
		const counter = counterOf(packet);
		if (counter !== null && isIngest(client)) gate.acknowledged(counter);
	});
	aedes.on('clientError', (client, error) => {
		log.debug({ client: client.id, err: error }, 'connection ended by an error');
	});
	aedes.on('connectionError', (_client, error) => {
		log.debug({ err: error }, 'connection refused');
	});

	const server = createServer((socket) => {
		limitPackets(socket);
		aedes.handle(socket);
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(options.port, '127.0.0.1', resolve);
	});
	const address = server.address();

	return {
		port: address !== null && typeof address === 'object' ? address.port : options.port,
		state: () => ({ ...gate.state(), waiting: gate.waiting() }),
		async drain() {
			gate.shut();
			while (gate.state().isPresent && gate.state().messages > 0) {
				await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
			}
		},
		async close() {
			gate.shut();
			server.close();
			await new Promise<void>((resolve) => aedes.close(resolve));
		}
	};
}

/** Retained messages that a subscription brings carry no broker, and were not accepted for it. */
function isCounted(packet: AedesPublishPacket): boolean {
	return packet.qos > 0 && (packet.brokerId as string | null) !== null;
}

/** Null for an acknowledgement of what the broker does not hold (any more). */
function counterOf(packet: object | undefined): number | null {
	return packet && 'brokerCounter' in packet ? Number(packet.brokerCounter) : null;
}

const REFUSED = 128;

function coversEvents({ topic, qos }: Subscription): boolean {
	return (qos as number) !== REFUSED && topic.startsWith(EVENTS);
}

/** Ends a connection that begins a packet over the limit, before it is collected in memory. */
function limitPackets(socket: Socket): void {
	const isWithinLimit = createPacketSizeGuard(MAX_PACKET_BYTES);
	const read = socket.read.bind(socket);
	socket.read = (size) => {
		const chunk: unknown = read(size);
		if (!(chunk instanceof Uint8Array) || isWithinLimit(chunk)) return chunk;
		socket.destroy(new Error('packet too large'));
		return null;
	};
}
