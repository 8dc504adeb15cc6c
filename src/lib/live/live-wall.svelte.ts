import type { JsonObject } from '#domain/merge-patch.ts';
import type { Snapshot } from '#domain/live-protocol.ts';
import { parseInstant } from '#domain/time.ts';
import { offsetAfter, statusOf, type Link, type Status } from './freshness.ts';
import { followChannel } from './live-channel.ts';
import type { Monotonic } from './monotonic.ts';
import type { OpenTransport } from './transport.ts';
import { readAlerts } from './wall-alerts.ts';
import { readProvinces, readSummary, readThroughput } from './wall-view.ts';

/** Milliseconds for which a screen says that it is back. Assumed. */
const RECOVERED_MS = 5_000;
/** Milliseconds between two looks at the clock. */
const TICK_MS = 250;

/** A state with the times that tell its age: the server's, and the monotonic one of its receipt. */
interface Received {
	readonly asOf: number;
	readonly sentAt: number;
	readonly at: number;
	readonly state: JsonObject;
}

const empty: JsonObject = {};

/** The live state of a wall. Whoever made it calls `close`. */
export class LiveWall {
	#link = $state<Link>('connecting');
	#received = $state.raw<Received>();
	#now = $state(0);
	#recoveredAt = $state<number>();
	#isDown = false;
	/** Server time minus monotonic time. */
	#offset = $state<number>();

	readonly #clock: Monotonic;
	#cancelTick: () => void = () => undefined;
	#close: () => void = () => undefined;

	// A patch leaves the parts that it does not touch as they are, so what is read of them stays, too.
	#state = $derived(this.#received?.state ?? empty);
	#summaryPart = $derived(this.#state['summary']);
	#provincesPart = $derived(this.#state['provinces']);
	#throughputPart = $derived(this.#state['throughput']);
	#alerts = $derived(readAlerts(this.#state['alerts']));
	#summary = $derived(readSummary(this.#summaryPart));
	#accepted = $derived(readProvinces(this.#provincesPart, 'accepted'));
	#scans = $derived(readProvinces(this.#provincesPart, 'perHour'));
	#throughput = $derived(readThroughput(this.#throughputPart));
	#isEmpty = $derived(
		![...this.#throughput.values()].some((scans) => scans > 0) && !this.#summary.overdueOpen
	);

	/** `first` is the state that the page came with, if it did. */
	constructor(clock: Monotonic, first?: Snapshot) {
		this.#clock = clock;
		this.#now = clock.now();
		if (first) this.#receive(first);
	}

	/** Starts to follow the wall of `scope` through `open`; what it followed before is closed. */
	connect(open: OpenTransport, scope: string): void {
		this.close();
		this.#tick();
		const deps = { open, clock: this.#clock };
		const channel = followChannel(
			deps,
			{ view: 'wall', scope },
			{
				link: (link) => {
					this.#link = link;
					this.#noteRecovery();
				},
				snapshot: (snapshot) => this.#receive(snapshot)
			}
		);
		this.#close = () => channel.close();
	}

	close(): void {
		this.#cancelTick();
		this.#close();
	}

	/** What keeps the figures from being complete or true, the oldest first. */
	get alerts() {
		return this.#alerts;
	}

	get summary() {
		return this.#summary;
	}

	/** Items accepted today by province code. */
	get accepted() {
		return this.#accepted;
	}

	/** Scans of the last 60 minutes by province code. */
	get scans() {
		return this.#scans;
	}

	/** Scans by the start of their bucket, epoch ms. */
	get throughput() {
		return this.#throughput;
	}

	/** True while the server knows of no scan since yesterday and of nothing open: its noughts are those of a new system. */
	get isEmpty(): boolean {
		return this.#isEmpty;
	}

	get link(): Link {
		return this.#link;
	}

	/** True once the server answered, though it may have no data yet. */
	get isAnswered(): boolean {
		return this.#received !== undefined;
	}

	/** Everything received before it is in the figures; epoch ms, undefined before the first data. */
	get asOf(): number | undefined {
		// A server that never stored anything stands at 0.
		return this.#received && this.#received.asOf > 0 ? this.#received.asOf : undefined;
	}

	/** The server's time now, epoch ms, whatever the screen's own clock says; undefined before it said one. */
	get serverNow(): number | undefined {
		return this.#offset === undefined ? undefined : this.#offset + this.#now;
	}

	/** Age of the data in ms; undefined before there is any. */
	get ageMs(): number | undefined {
		if (!this.#received || this.asOf === undefined) return undefined;
		return this.#received.sentAt - this.#received.asOf + this.#silentMs();
	}

	get status(): Status {
		return statusOf({ link: this.#link, ageMs: this.ageMs, silentMs: this.#silentMs() });
	}

	/** True for a few seconds after a standstill ended. */
	get isRecovered(): boolean {
		return this.#recoveredAt !== undefined && this.#now - this.#recoveredAt < RECOVERED_MS;
	}

	#silentMs(): number {
		return this.#received ? Math.max(0, this.#now - this.#received.at) : 0;
	}

	#receive(snapshot: Snapshot): void {
		const at = this.#clock.now();
		const sentAt = parseInstant(snapshot.sentAt) ?? 0;
		this.#now = at;
		this.#offset = offsetAfter(this.#offset, sentAt - at);
		this.#received = { asOf: parseInstant(snapshot.asOf) ?? 0, sentAt, at, state: snapshot.state };
		this.#noteRecovery();
	}

	#noteRecovery(): void {
		if (this.#link === 'reconnecting' || this.status === 'dead') this.#isDown = true;
		else if (this.#isDown && this.status === 'live') {
			this.#isDown = false;
			this.#recoveredAt = this.#now;
		}
	}

	#tick(): void {
		this.#now = this.#clock.now();
		this.#noteRecovery();
		this.#cancelTick = this.#clock.after(TICK_MS, () => this.#tick());
	}
}
