import { Gauge, Histogram, Registry, collectDefaultMetrics } from '@prometheus-io/client';
import { brokerOf } from '#domain/commit-notice.ts';
import { systemAlarmKinds } from '#domain/system-alarms.ts';
import type { Notices } from './notices.ts';
import type { Rooms } from './live/rooms.ts';
import type { Clock } from '#server/clock.ts';

export interface Metrics {
	/** Books an answered request. `route` is a name of ours, never a path as it was asked. */
	answered(route: string, status: number, seconds: number): void;
	/** The Prometheus text and its content type. */
	text(): Promise<{ readonly body: string; readonly type: string }>;
}

/** The figures of this process, and of the ingest workers as it heard them. */
export function createMetrics(parts: {
	readonly notices: Notices;
	readonly rooms: Rooms;
	readonly clock: Clock;
	/** The job that seals minutes, where there is one: its figures by name, in snake case. */
	readonly sealing?: { state(): Readonly<Record<string, number>> };
	/** The job that folds items, likewise. */
	readonly folding?: { state(): Readonly<Record<string, number>> };
}): Metrics {
	const registry = new Registry();
	collectDefaultMetrics({ register: registry });
	const requests = new Histogram({
		name: 'youkan_http_seconds',
		help: 'Time to answer a request',
		labelNames: ['route', 'status'],
		buckets: [0.005, 0.02, 0.1, 0.5, 2],
		registers: [registry]
	});

	/** One gauge read when it is asked for: a value, or one a worker. */
	function gauge(name: string, help: string, read: () => number): void {
		new Gauge({
			name,
			help,
			registers: [registry],
			collect() {
				this.set(read());
			}
		});
	}

	function workerGauge(
		name: string,
		help: string,
		read: (notice: ReturnType<Notices['workers']>[number]) => number
	): void {
		new Gauge({
			name,
			help,
			labelNames: ['worker'],
			registers: [registry],
			collect() {
				this.reset();
				for (const notice of parts.notices.workers())
					this.set({ worker: notice.worker }, read(notice));
			}
		});
	}

	const age = () => Math.max(0, parts.clock.now() - parts.notices.asOf()) / 1000;
	gauge('youkan_data_age_seconds', 'How far asOf lies behind now', age);
	gauge('youkan_broker_connected', '1 while the broker is there', () =>
		Number(parts.notices.connected)
	);
	gauge('youkan_live_channels', 'Live channels that are computed', () => parts.rooms.size());
	workerGauge(
		'youkan_ingest_messages',
		'Messages since the worker started',
		(n) => n.totals.messages
	);
	workerGauge('youkan_ingest_received', 'Objects received', (n) => n.totals.received);
	workerGauge(
		'youkan_ingest_stored',
		'Objects stored, dead letters among them',
		(n) => n.totals.stored
	);
	workerGauge('youkan_ingest_refused', 'Objects that became dead letters', (n) => n.totals.refused);
	workerGauge(
		'youkan_ingest_duplicates',
		'Events that came again and were dropped',
		(n) => n.totals.duplicates
	);
	workerGauge('youkan_ingest_retries', 'Inserts that were tried again', (n) => n.totals.retries);
	workerGauge('youkan_ingest_commits', 'Batches stored', (n) => n.totals.commits);
	workerGauge('youkan_ingest_held_objects', 'Objects held, not stored yet', (n) => n.held.objects);
	workerGauge('youkan_ingest_held_bytes', 'Payload bytes held', (n) => n.held.bytes);
	workerGauge('youkan_worker_silent_seconds', 'Since the worker was last heard', ({ worker }) =>
		Math.round(parts.notices.silentMs(worker) / 1000)
	);
	workerGauge(
		'youkan_broker_dropped_messages',
		'Messages that the broker dropped, as the worker saw it',
		(n) => brokerOf(n).dropped
	);
	workerGauge(
		'youkan_ingest_sessions_lost',
		'How often the broker lost the session of the worker',
		(n) => brokerOf(n).sessionsLost
	);
	new Gauge({
		name: 'youkan_alarm',
		help: 'Alarms of the system itself that stand now',
		labelNames: ['kind'],
		registers: [registry],
		collect() {
			const alarms = parts.notices.alarms();
			for (const kind of systemAlarmKinds)
				this.set({ kind }, alarms.filter((alarm) => alarm.kind === kind).length);
		}
	});
	const jobs = [
		{ name: 'seal', help: 'Of the job that seals minutes', job: parts.sealing },
		{ name: 'items', help: 'Of the job that folds items', job: parts.folding }
	];
	for (const { name, help, job } of jobs)
		for (const figure of Object.keys(job?.state() ?? {}))
			gauge(`youkan_${name}_${figure}`, help, () => Number(job?.state()[figure]));

	return {
		answered: (route, status, seconds) =>
			requests.observe({ route, status: String(status) }, seconds),
		text: async () => ({ body: await registry.metrics(), type: registry.contentType })
	};
}
