import type { Frame, LiveFault, Snapshot, Subscribe } from '#domain/live-protocol.ts';

/** What a transport tells: each is called in the order in which the wire delivered. */
export interface TransportEvents {
	/** The server took the handshake. */
	readonly open: () => void;
	/** The connection is gone; the transport already tries again. */
	readonly lost: () => void;
	/** The server refuses the handshake, for the reason of `code`. The transport rests until `restart`. */
	readonly refused: (code: string) => void;
	readonly frame: (frame: Frame) => void;
}

/** A connection to the live namespace that opens itself again until it is closed. */
interface Transport {
	subscribe(ask: Subscribe, reply: (answer: Snapshot | LiveFault) => void): void;
	resync(channel: string, reply: (answer: Snapshot | LiveFault) => void): void;
	/** Drops the connection, whatever it thinks of itself, and opens a new one. */
	restart(): void;
	close(): void;
}

/** Opens a transport that reports to `events`. */
export type OpenTransport = (events: TransportEvents) => Transport;
