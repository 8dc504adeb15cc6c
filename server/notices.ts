import {
	asOfOf,
	commitFilter,
	parseCommitNotice,
	type CommitNotice
} from '#domain/commit-notice.ts';
import type { Clock } from '#server/clock.ts';
import { connectListener, type BrokerAddress } from '#server/mqtt.ts';
import type { Log } from '#server/log.ts';

/** What the ingest workers say of themselves, as this server heard it. */
export interface Notices {
	/** Everything received before it is stored; epoch ms. Never goes back. */
	asOf(): number;
	/** The last notice of each worker. */
	workers(): readonly CommitNotice[];
	/** Another text whenever a worker has stored something. */
	version(): string;
	/** True while the broker is there. */
	readonly connected: boolean;
	/** Calls `heard` after each notice; the returned function ends that. */
	onNotice(heard: () => void): () => void;
	close(): Promise<void>;
}

/** Listens at the broker. `floor` (epoch ms) is where `asOf` stands before a worker was heard. */
export function listenToNotices(
	deps: { readonly broker: BrokerAddress; readonly clock: Clock; readonly log: Log },
	floor: number
): Notices {
	const latest = new Map<string, CommitNotice>();
	const heard = new Set<() => void>();
	let standing = floor;
	let version = '';
	const listener = connectListener(
		deps.broker,
		[commitFilter],
		(_topic, payload) => {
			const notice = parseCommitNotice(payload.toString());
			if (!notice) return;
			latest.set(notice.worker, notice);
			version = [...latest.values()]
				.map(({ worker, since, totals }) => `${worker} ${since} ${totals.commits}`)
				.join();
			for (const call of heard) call();
		},
		(error) => deps.log.warn({ err: error }, 'broker connection failed, trying again')
	);
	return {
		asOf() {
			standing = asOfOf(latest.values(), deps.clock.now(), standing);
			return standing;
		},
		workers: () => [...latest.values()],
		version: () => version,
		get connected() {
			return listener.connected;
		},
		onNotice(call) {
			heard.add(call);
			return () => void heard.delete(call);
		},
		close: () => listener.close()
	};
}
