/** `npm run ingest`: from the broker to ClickHouse, acknowledging what is stored. One worker of one or more. */
import { commitTopic, type CommitNotice } from '#domain/commit-notice.ts';
import { obeySupervisor } from '#server/child.ts';
import { createClickHouse } from '#server/clickhouse/client.ts';
import { flaggedClocks } from '#server/clickhouse/device-clocks.ts';
import { recentIdentities } from '#server/clickhouse/recent-identities.ts';
import { schemaReady } from '#server/clickhouse/schema.ts';
import { systemClock } from '#server/clock.ts';
import { configOrExit } from '#server/env.ts';
import { createLog } from '#server/log.ts';
import { createPolicy } from '#server/policy.ts';
import { connectConsumer, type HeldMessage } from '#server/mqtt.ts';
import { waitFor } from '#server/wait-for.ts';
import { createBrokerWatch, watchedFilters } from './broker-watch.ts';
import { createCommitter } from './committer.ts';
import { readIngestConfig } from './config.ts';
import { createClockWriter } from './device-clocks.ts';
import { loadDeviceStates } from './device-states.ts';
import { createIdentities, WINDOW_MS } from './identities.ts';
import { createPipeline, standardLimits } from './pipeline.ts';
import { createRecorder } from './recorder.ts';
import { createSkews } from './skew.ts';

const NOTICE_MS = 1_000;
/** Identities of each stream that are read at the start: two seconds' work. */
const MAX_RECENT = 500_000;
/** Devices with a clock ahead that are gone on from. */
const MAX_FLAGGED = 10_000;
/** Reading may rest for so long; then the connection is ended, so that the broker sees a client that is away. */
const PAUSE_LIMIT_MS = 10_000;

const config = configOrExit(readIngestConfig);
const log = createLog('ingest', config.logLevel);
const clock = systemClock;
const since = clock.now();
const clickhouse = createClickHouse(config.clickhouse);

/** What ClickHouse knows from before: read as one with the wait for it, for it may go away in between. */
const known = await waitFor(
	'ClickHouse',
	async () => {
		await schemaReady(clickhouse);
		const [recent, clocks, devices] = await Promise.all([
			recentIdentities(clickhouse, since - WINDOW_MS, MAX_RECENT),
			flaggedClocks(clickhouse, MAX_FLAGGED),
			loadDeviceStates(clickhouse)
		]);
		// Last, since it goes on looking.
		const policy = await createPolicy({ clickhouse, clock, log });
		return { recent, clocks, devices, policy };
	},
	clock,
	(line) => log.warn({}, line)
).catch((error: unknown): never => {
	log.error({ err: error }, 'giving up: ClickHouse is needed to start');
	process.exit(1);
});

let retries = 0;
let cancelPauseLimit: (() => void) | undefined;
const committer = createCommitter({ clickhouse, clock, log }, () => retries++);
const skews = createSkews(known.clocks);
const writeClocks = createClockWriter({ clickhouse, skews, log }, () => clock.now());
const watch = createBrokerWatch({ clock, log }, { worker: config.worker, since });

const pipeline = createPipeline<HeldMessage>(
	{
		clock,
		recorder: createRecorder({
			deadline: (item) => known.policy.decide(item),
			devices: known.devices,
			identities: createIdentities(() => clock.now(), known.recent)
		}),
		commit: (inserts) => committer.commit(inserts),
		acknowledge: (messages) => consumer.acknowledge(messages),
		hold,
		committed: notice,
		lag: (source, lagMs, now) => skews.note(source.site, source.device, lagMs, now)
	},
	{ ...standardLimits, retentionDays: config.retentionDays }
);

const consumer = connectConsumer(
	config.broker,
	config.filters,
	{
		message: (message) => pipeline.accept(message),
		connected(facts) {
			log.info({ ...facts, filters: config.filters }, 'connected to the broker');
			watch.connected(facts);
		},
		disconnected: () => log.warn({}, 'connection to the broker lost'),
		failed: (error) => log.warn({ err: error }, 'broker connection failed, trying again'),
		system: (topic, payload) => watch.system(topic, payload)
	},
	watchedFilters(config.worker)
);

function hold(full: boolean): void {
	cancelPauseLimit?.();
	cancelPauseLimit = undefined;
	if (full) {
		log.warn(pipeline.state().held, 'holding as much as allowed, reading stops until it is stored');
		consumer.pause();
		limitPause();
	} else {
		log.info(pipeline.state().held, 'reading again');
		consumer.resume();
	}
}

function limitPause(): void {
	cancelPauseLimit = clock.after(PAUSE_LIMIT_MS, () => {
		consumer.reset();
		limitPause();
	});
}

function notice(): void {
	const { oldest, held, totals } = pipeline.state();
	const value: CommitNotice = {
		worker: config.worker,
		at: clock.now(),
		oldest,
		filters: config.filters,
		held,
		since,
		totals: { ...totals, retries },
		broker: watch.figures()
	};
	consumer.notice(commitTopic(config.worker), JSON.stringify(value));
}

function tick(): void {
	notice();
	void writeClocks();
	cancelTick = clock.after(NOTICE_MS, tick);
}
let cancelTick = clock.after(0, tick);

obeySupervisor(async () => {
	cancelTick();
	cancelPauseLimit?.();
	known.policy.close();
	consumer.stop();
	committer.abandon();
	await pipeline.flush();
	notice();
	await consumer.close();
	await clickhouse.close();
	log.info(pipeline.state().totals, 'stopped, all that was stored is acknowledged');
});
