/**
 * The only file that knows MQTT.js. A consumer acknowledges when it is told to, a publisher resolves
 * on the broker's acknowledgement, a listener hears notices at QoS 0.
 *
 * How an acknowledgement is withheld: MQTT.js hands over one packet at a time and writes a PUBACK when
 * `handleMessage` calls back without an error. Called back with an error value it goes on to the next
 * packet and writes nothing, so PUBACKs can be written later, a whole batch as one Buffer. This is not
 * in its documentation: the version is pinned, and tests/integration/mqtt-contract.test.ts holds it.
 */
import mqtt from 'mqtt';
import type { IClientOptions, IConnackPacket, IPublishPacket, MqttClient } from 'mqtt';
import { systemClock } from './clock.ts';

/** Where the broker is and who we are. `ca` is the PEM text of the authority that signed its certificate. */
export interface BrokerAddress {
	readonly url: string;
	readonly username?: string | undefined;
	readonly password?: string | undefined;
	readonly ca?: string | undefined;
	readonly clientId: string;
}

/** A received message; at QoS 1 the broker has not been told about it yet. */
export interface HeldMessage {
	readonly topic: string;
	readonly payload: Buffer;
	readonly retained: boolean;
	/** The connection that it came on: an acknowledgement is valid on no other. */
	readonly connection: MqttClient['stream'];
	/** Null at QoS 0: the device did not ask for an acknowledgement. */
	readonly messageId: number | null;
}

export interface ConsumerEvents {
	/** Called for every message, in order. Must not throw. */
	message(message: HeldMessage): void;
	connected(facts: ConnectionFacts): void;
	/** The connection is gone: what it held unacknowledged will be sent again. */
	disconnected(): void;
	failed(error: Error): void;
	/** Called for every message of `systemFilters`, retained ones first. Must not throw. */
	system?(topic: string, payload: Buffer): void;
}

/** What the broker says when it lets a consumer in. */
export interface ConnectionFacts {
	/** False: the broker keeps nothing for us from before. */
	readonly sessionPresent: boolean;
	readonly protocol: 4 | 5;
	/** Messages that the broker lets be unacknowledged; undefined where it does not say so (MQTT 3.1.1). */
	readonly window: number | undefined;
}

export interface Consumer {
	/** Tells the broker that these are ours, in this order, in one write. Those of an earlier connection are skipped. */
	acknowledge(messages: readonly HeldMessage[]): void;
	/** Stops reading from the broker until `resume`. */
	pause(): void;
	resume(): void;
	/** Ends the connection; it is opened again at once. */
	reset(): void;
	/** Publishes at QoS 0, retained; nothing is kept while the broker is away. */
	notice(topic: string, payload: string): void;
	readonly connected: boolean;
	/** Stops reading for good; acknowledgements can still be written until `close`. */
	stop(): void;
	close(): Promise<void>;
}

const HELD = new Error('acknowledged after the insert');
const UNSUPPORTED_PROTOCOL = [1, 132];
/** A reason code from here on in a SUBACK is a refusal (MQTT 5, 3.9.3; 3.1.1, 3.9.3). */
const REFUSED = 128;
const RECONNECT_MS = 1_000;
const END_MS = 1_000;
const SESSION_SECONDS = 7 * 86_400;
/** The window of MQTT 5; brokers with MQTT 3.1.1 keep their own. */
const RECEIVE_MAXIMUM = 65_535;
/** What is watched beside may be refused for good: no hurry to ask again. */
const SYSTEM_RECONNECT_MS = 30_000;

function clientOptions(address: BrokerAddress): IClientOptions {
	return {
		clientId: address.clientId,
		protocolVersion: 5,
		keepalive: 60,
		reconnectPeriod: RECONNECT_MS,
		connectTimeout: 10_000,
		reconnectOnConnackError: true,
		resubscribe: false,
		...(address.username !== undefined && { username: address.username }),
		...(address.password !== undefined && { password: address.password }),
		...(address.ca !== undefined && { ca: address.ca })
	};
}

/** Connects by MQTT 5, and by 3.1.1 where the broker refuses it; never gives up. */
function open(
	address: BrokerAddress,
	options: IClientOptions,
	failed: (error: Error) => void
): MqttClient {
	const client = mqtt.connect(address.url, { ...clientOptions(address), ...options });
	client.on('error', (error) => {
		const code = 'code' in error ? error.code : undefined;
		if (
			client.options.protocolVersion === 5 &&
			typeof code === 'number' &&
			UNSUPPORTED_PROTOCOL.includes(code)
		) {
			client.options.protocolVersion = 4;
			delete client.options.properties;
		} else failed(error);
	});
	return client;
}

function factsOf(
	client: MqttClient,
	{ sessionPresent, properties }: IConnackPacket
): ConnectionFacts {
	if (client.options.protocolVersion !== 5)
		return { sessionPresent, protocol: 4, window: undefined };
	// What brokers say of the other direction is the limit that they have for both.
	return { sessionPresent, protocol: 5, window: properties?.receiveMaximum ?? RECEIVE_MAXIMUM };
}

/**
 * Subscribes to `filters` at QoS 1 under a session that the broker keeps for seven days, and holds every
 * acknowledgement until `acknowledge`. The caller must bound what it holds, with `pause`.
 *
 * `systemFilters` are heard at QoS 0 on a connection of their own with a clean session: a full queue, and
 * reading that rests, must not keep back the word that the queue is full. A broker that refuses them is none
 * the worse for it.
 */
export function connectConsumer(
	address: BrokerAddress,
	filters: readonly string[],
	events: ConsumerEvents,
	systemFilters: readonly string[] = []
): Consumer {
	let resumeReading: (() => void) | undefined;
	let paused = false;
	let stopped = false;
	let isConnected = false;

	const client = open(
		address,
		{
			clean: false,
			properties: { sessionExpiryInterval: SESSION_SECONDS, receiveMaximum: RECEIVE_MAXIMUM }
		},
		(error) => events.failed(error)
	);

	client.handleMessage = (packet: IPublishPacket, done) => {
		if (stopped) return; // never called back: nothing more is read
		events.message({
			topic: packet.topic,
			payload: Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload),
			retained: packet.retain,
			connection: client.stream,
			messageId: packet.messageId ?? null
		});
		const goOn = () => done(packet.qos === 1 ? HELD : undefined);
		if (paused) resumeReading = goOn;
		else goOn();
	};

	client.on('connect', (connack: IConnackPacket) => {
		resumeReading = undefined;
		isConnected = true;
		events.connected(factsOf(client, connack));
		client.subscribe([...filters], { qos: 1 }, (error) => {
			if (error) events.failed(subscriptionFault(error, filters));
		});
	});
	client.on('close', () => {
		resumeReading = undefined;
		// A refused first try, by which the older protocol is found out, was no connection.
		if (isConnected) events.disconnected();
		isConnected = false;
	});

	const system = watchSystem(address, systemFilters, events);

	return {
		acknowledge(messages) {
			if (!client.stream.writable) return;
			const bytes = Buffer.allocUnsafe(4 * messages.length);
			let length = 0;
			for (const { connection, messageId } of messages) {
				if (messageId === null || connection !== client.stream) continue;
				length = bytes.writeUInt16BE(0x4002, length);
				length = bytes.writeUInt16BE(messageId, length);
			}
			if (length > 0) client.stream.write(bytes.subarray(0, length));
		},
		pause() {
			paused = true;
		},
		resume() {
			paused = false;
			const goOn = resumeReading;
			resumeReading = undefined;
			goOn?.();
		},
		reset() {
			client.stream.destroy();
		},
		notice(topic, payload) {
			if (client.connected) client.publish(topic, payload, { qos: 0, retain: true });
		},
		get connected() {
			return client.connected;
		},
		stop() {
			stopped = true;
		},
		async close() {
			stopped = true;
			await system?.close();
			// The acknowledgements written last must reach the broker: end the stream, not cut it.
			await endInOrder(client);
		}
	};
}

function watchSystem(
	address: BrokerAddress,
	filters: readonly string[],
	events: ConsumerEvents
): Listener | undefined {
	if (filters.length === 0) return undefined;
	return connectListener(
		{ ...address, clientId: `${address.clientId}-system` },
		filters,
		(topic, payload) => events.system?.(topic, payload),
		() => undefined,
		SYSTEM_RECONNECT_MS
	);
}

export interface Publisher {
	/** Resolves when the broker has acknowledged the message (QoS 1); waits while it is away. */
	publish(topic: string, payload: string | Buffer, options?: { retain?: boolean }): Promise<void>;
	readonly connected: boolean;
	/** Gives the broker a second to acknowledge what is on its way; what it does not is not resolved. */
	close(): Promise<void>;
}

/** Which filters the broker refused, where it said so. */
function subscriptionFault(error: Error, filters: readonly string[]): Error {
	const packet: unknown = 'packet' in error ? error.packet : undefined;
	const granted: unknown =
		typeof packet === 'object' && packet !== null && 'granted' in packet ? packet.granted : [];
	const refused = filters.filter((_, i) => Array.isArray(granted) && Number(granted[i]) >= REFUSED);
	return refused.length === 0
		? error
		: new Error(`subscription refused by the broker: ${refused.join(', ')}`);
}

/** Ends a connection when all on its way is acknowledged, or after a second without. */
async function endInOrder(client: MqttClient): Promise<void> {
	let cancel: () => void = () => undefined;
	const late = new Promise<void>((resolve) => {
		cancel = systemClock.after(END_MS, resolve);
	});
	await Promise.race([client.endAsync(false).catch(() => undefined), late]);
	cancel();
	client.stream.destroy();
}

/** Connects a publisher and resolves at the first connection. The caller bounds what is on its way. */
export async function connectPublisher(
	address: BrokerAddress,
	failed: (error: Error) => void,
	will?: { topic: string; payload: string }
): Promise<Publisher> {
	const client = open(
		address,
		{
			clean: true,
			...(will && { will: { ...will, payload: Buffer.from(will.payload), qos: 1, retain: true } })
		},
		failed
	);
	await new Promise<void>((resolve) => client.once('connect', () => resolve()));
	return {
		async publish(topic, payload, options) {
			await client.publishAsync(topic, payload, { qos: 1, retain: options?.retain ?? false });
		},
		get connected() {
			return client.connected;
		},
		close: () => endInOrder(client)
	};
}

export interface Listener {
	readonly connected: boolean;
	close(): Promise<void>;
}

/**
 * Hears messages of `filters` at QoS 0, retained ones first; what is said while the connection is away is
 * lost. `retained`: said before we listened.
 */
export function connectListener(
	address: BrokerAddress,
	filters: readonly string[],
	heard: (topic: string, payload: Buffer, retained: boolean) => void,
	failed: (error: Error) => void,
	reconnectMs = RECONNECT_MS
): Listener {
	const client = open(address, { clean: true, reconnectPeriod: reconnectMs }, failed);
	client.on('connect', () => {
		client.subscribe([...filters], { qos: 0 }, (error) => {
			if (error) failed(subscriptionFault(error, filters));
		});
	});
	client.on('message', (topic, payload, { retain }) => heard(topic, payload, retain));
	return {
		get connected() {
			return client.connected;
		},
		async close() {
			await client.endAsync(true).catch(() => undefined);
		}
	};
}
