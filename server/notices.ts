import {
	asOfOf,
	commitFilter,
	commitTopic,
	parseCommitNotice,
	type CommitNotice
} from '#domain/commit-notice.ts';
import {
	spokeAt,
	systemAlarms,
	type HeardNotice,
	type SystemAlarm
} from '#domain/system-alarms.ts';
import type { Clock } from '#server/clock.ts';
import { connectListener, type BrokerAddress } from '#server/mqtt.ts';
import type { Log } from '#server/log.ts';

/** What the ingest workers say of themselves, as this server heard it. */
export interface Notices {
	/** Everything received before it is stored; epoch ms. Never goes back. */
	asOf(): number;
	/** The last notice of each worker. */
	workers(): readonly CommitNotice[];
	/** Milliseconds since a worker was last heard; 0 for one that never was. */
	silentMs(worker: string): number;
	/** What is wrong now with the workers and their broker. */
	alarms(): readonly SystemAlarm[];
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
	const latest = new Map<string, HeardNotice>();
	const heard = new Set<() => void>();
	let standing = floor;
	let version = '';
	const notices = () => [...latest.values()].map(({ notice }) => notice);
	const listener = connectListener(
		deps.broker,
		[commitFilter],
		(topic, payload, retained) => {
			if (payload.length === 0) return forget(topic);
			const notice = parseCommitNotice(payload.toString());
			if (!notice) return;
			latest.set(notice.worker, { notice, heardAt: retained ? null : deps.clock.now() });
			version = notices()
				.map(({ worker, since, totals }) => `${worker} ${since} ${totals.commits}`)
				.join();
			for (const call of heard) call();
		},
		(error) => deps.log.warn({ err: error }, 'broker connection failed, trying again')
	);

	/** An operator has removed the retained notice of a worker that will not come back. */
	function forget(topic: string): void {
		for (const worker of latest.keys()) if (commitTopic(worker) === topic) latest.delete(worker);
	}

	return {
		asOf() {
			standing = asOfOf(notices(), deps.clock.now(), standing);
			return standing;
		},
		workers: notices,
		silentMs(worker) {
			const last = latest.get(worker);
			return last ? Math.max(0, deps.clock.now() - spokeAt(last)) : 0;
		},
		alarms: () => systemAlarms(latest.values(), deps.clock.now(), listener.connected),
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
