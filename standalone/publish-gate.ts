/**
 * Decides which publishes the embedded broker accepts. An accepted one is acknowledged to its device and
 * held in memory until ingest has acknowledged it, so nothing is accepted while ingest is away or has
 * enough to do: the device waits, and nothing grows.
 */

/** What the broker knows about ingest: what it was given and has not acknowledged. */
export interface IngestState {
	readonly isPresent: boolean;
	readonly messages: number;
	readonly bytes: number;
}

export interface GateLimits {
	readonly maxMessages: number;
	readonly maxBytes: number;
}

/** Measured: beyond 20,000 the broker's redelivery after a reconnect grows with the square. */
export const standardLimits: GateLimits = { maxMessages: 20_000, maxBytes: 64 * 1024 * 1024 };

/** Whether one more message may be accepted. */
export function mayPass(ingest: IngestState, limits: GateLimits): boolean {
	return ingest.isPresent && ingest.messages < limits.maxMessages && ingest.bytes < limits.maxBytes;
}

/** A publish that asks to be accepted. `packet` is its identity until it was handed on. */
export interface Offer {
	readonly packet: object;
	readonly bytes: number;
	/** Accepts it. */
	pass(): void;
}

interface Sized {
	readonly owner: unknown;
	readonly bytes: number;
}

/** Holds publishes back until `mayPass`, those of an owner in order, the owners in turn. */
export function createPublishGate(limits: GateLimits = standardLimits) {
	let isPresent = false;
	let isShut = false;
	let bytes = 0;
	/** Accepted, not yet handed to ingest. */
	const underway = new Map<object, Sized>();
	/** Handed to ingest and not acknowledged, by the broker's counter. */
	const unacknowledged = new Map<number, number>();
	const waiting = new Map<unknown, Offer[]>();

	function state(): IngestState {
		return { isPresent, messages: underway.size + unacknowledged.size, bytes };
	}

	function pass(owner: unknown, offer: Offer): void {
		underway.set(offer.packet, { owner, bytes: offer.bytes });
		bytes += offer.bytes;
		offer.pass();
	}

	function release(): void {
		while (!isShut && mayPass(state(), limits)) {
			const next = waiting.entries().next().value;
			if (next === undefined) return;
			const [owner, offers] = next;
			const offer = offers.shift();
			waiting.delete(owner);
			if (offers.length > 0) waiting.set(owner, offers);
			if (offer) pass(owner, offer);
		}
	}

	function arrive(packet: object): void {
		bytes -= underway.get(packet)?.bytes ?? 0;
		underway.delete(packet);
	}

	return {
		/** Passes the offer at once or when there is room. */
		offer(owner: unknown, offer: Offer): void {
			if (!isShut && waiting.size === 0 && mayPass(state(), limits)) return pass(owner, offer);
			const offers = waiting.get(owner);
			if (offers) offers.push(offer);
			else waiting.set(owner, [offer]);
		},
		/** Drops what `owner` has waiting, and returns it; what was accepted stays accepted. */
		forget(owner: unknown): readonly Offer[] {
			const dropped = waiting.get(owner) ?? [];
			waiting.delete(owner);
			// Its connection fell between acceptance and publish: some of these are never handed on.
			for (const [packet, sized] of underway) if (sized.owner === owner) arrive(packet);
			release();
			return dropped;
		},
		/** Ingest is subscribed. */
		ingestArrived(): void {
			isPresent = true;
			release();
		},
		ingestLeft(): void {
			isPresent = false;
		},
		/** The session that held the unacknowledged messages is over. */
		sessionEnded(): void {
			for (const size of unacknowledged.values()) bytes -= size;
			unacknowledged.clear();
			release();
		},
		/** An accepted message was handed to every subscriber. */
		published(packet: object): void {
			arrive(packet);
			release();
		},
		/** A message goes to ingest at QoS 1, perhaps again. */
		forwarded(counter: number, size: number): void {
			if (unacknowledged.has(counter)) return;
			unacknowledged.set(counter, size);
			bytes += size;
		},
		acknowledged(counter: number): void {
			bytes -= unacknowledged.get(counter) ?? 0;
			unacknowledged.delete(counter);
			release();
		},
		/** Accepts nothing any more. */
		shut(): void {
			isShut = true;
		},
		state,
		/** How many owners have offers that wait. */
		waitingOwners: () => waiting.size,
		/** How many offers wait. */
		waiting: () => [...waiting.values()].reduce((sum, offers) => sum + offers.length, 0)
	};
}
