/** `npm run server`: pages, API and live stream in one process. What exists once is made here. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { obeySupervisor } from '#server/child.ts';
import { createAccess } from '#server/auth/access.ts';
import { firstAccount } from '#server/auth/first-account.ts';
import { createSealed } from '#server/auth/sealed.ts';
import { createSignInGate } from '#server/auth/sign-in-gate.ts';
import { createClickHouse } from '#server/clickhouse/client.ts';
import { completeness } from '#server/clickhouse/completeness.ts';
import { latestReceipt } from '#server/clickhouse/latest-receipt.ts';
import { schemaReady } from '#server/clickhouse/schema.ts';
import { systemClock } from '#server/clock.ts';
import { configOrExit } from '#server/env.ts';
import { createLog } from '#server/log.ts';
import { createPolicy } from '#server/policy.ts';
import { remembered } from '#server/remembered.ts';
import { createJobLease, jobProgress } from '#server/store/job-lease.ts';
import { openStore } from '#server/store/open.ts';
import { replayLetters } from '#server/telemetry/replay.ts';
import { waitFor } from '#server/wait-for.ts';
import type { Youkan } from '#server/youkan.ts';
import { readServerConfig, tellAdapter } from './config.ts';
import { createHost } from './host.ts';
import { createGateway } from './live/gateway.ts';
import { createLedgerView } from './live/ledger-view.ts';
import { createLinesView } from './live/lines-view.ts';
import { createRankingView } from './live/ranking-view.ts';
import { createRooms, type Rooms } from './live/rooms.ts';
import { createWallView } from './live/wall-view.ts';
import { createRecomputing } from './jobs/deadlines.ts';
import { createItemFolding } from './jobs/items.ts';
import { createSealing } from './jobs/seal.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { listenToNotices } from './notices.ts';
import { createPublicOrigins, isLoopback } from './origins.ts';
import { loadPages } from './pages.ts';
import { readiness } from './readiness.ts';

/** Another server takes a job over so long after its holder died. */
const LEASE_MS = 8_000;
/** The completeness of 24 hours is counted once in so long for all who ask. */
const COMPLETENESS_MS = 2_000;

const config = configOrExit(readServerConfig);
const log = createLog('server', config.logLevel);
const clock = systemClock;
const lease = { leaseMs: LEASE_MS, clock };
const clickhouse = createClickHouse(config.clickhouse);
const failed = (error: unknown) => log.warn({ err: error }, 'a live reading failed');

tellAdapter(config.origin);
const pages = await loadPages().catch(giveUp('the pages cannot be loaded'));
await waitFor(
	'ClickHouse',
	() => schemaReady(clickhouse),
	clock,
	(line) => log.warn({}, line)
).catch(giveUp('ClickHouse is needed to start'));
const store = await openStore(config, (error) =>
	log.warn({ err: error }, 'PostgreSQL connection failed, trying again')
).catch(giveUp('PostgreSQL is needed to start'));
await waitFor(
	'PostgreSQL',
	() => store.query('SELECT count(*) FROM token'),
	clock,
	(line) => log.warn({}, line)
).catch(giveUp('PostgreSQL is needed to start'));

const policy = await createPolicy({ clickhouse, clock, log }).catch(
	giveUp('the deadline rules cannot be read')
);
const access = createAccess(store, clock, config.apiToken);
const wallToken = await readFile(join(config.dataDir, 'wall-token'), 'utf8').catch(() => '');
if (wallToken.trim() !== '') await access.tokens.registerWall(wallToken.trim());
const generated = await firstAccount(store, clock, config.adminPassword);
// Said once, to whoever started it; the log of nobody else has it.
if (generated !== undefined) process.stdout.write(`${firstSignIn(generated)}\n`);

const notices = listenToNotices(
	{ broker: config.broker, clock, log },
	// Nothing was ever received: everything that was is stored.
	(await latestReceipt(clickhouse)) || clock.now()
);
const isPublicOrigin = createPublicOrigins(config);
const youkan: Youkan = {
	clickhouse,
	store,
	access,
	gate: createSignInGate(clock),
	references: await createSealed(store, 'references'),
	secrets: await createSealed(store, 'secrets'),
	isPublicOrigin,
	isSecure: config.origin.startsWith('https:'),
	isLocal: isLoopback(new URL(config.origin).hostname),
	clock,
	log,
	asOf: () => notices.asOf(),
	completeness: remembered(clock, COMPLETENESS_MS, (scope) =>
		completeness(clickhouse, scope, notices.asOf())
	),
	glance: (view, scope) => rooms.glance(view, scope),
	policy,
	recomputation: () => jobProgress(store, 'deadlines'),
	replay: (ask) =>
		replayLetters(
			{
				...{ clickhouse, retentionDays: config.retentionDays, now: () => clock.now() },
				decide: (item) => policy.decide(item)
			},
			ask
		),
	org: config.org,
	isDemo: config.demo
};
const http = createHost({
	youkan,
	pages,
	readiness: () => readiness({ clickhouse, store, notices }),
	metrics: () => metrics,
	isPublicOrigin,
	origin: config.origin,
	log
});
const gateway = createGateway(http, {
	access,
	clock,
	log,
	rooms: () => rooms,
	isPublicOrigin,
	isLocal: youkan.isLocal
});
const viewMakers = {
	wall: createWallView,
	ranking: createRankingView,
	lines: createLinesView,
	ledger: createLedgerView
};
const rooms: Rooms = createRooms({
	clock,
	failed,
	publish: (frame) => gateway.publish(frame),
	view: (view, scope) =>
		viewMakers[view](
			{
				...{ clickhouse, clock, failed, asOf: youkan.asOf },
				version: () => notices.version(),
				alarms: () => notices.alarms()
			},
			scope
		)
});
const sealing = createSealing({
	...{ clickhouse, clock, log, asOf: youkan.asOf },
	lease: createJobLease(store, 'seal', lease)
});
const folding = createItemFolding({
	...{ clickhouse, clock, log, asOf: youkan.asOf },
	lease: createJobLease(store, 'items', lease),
	folded: () => rooms.wake()
});
const recomputing = createRecomputing({
	...{ clickhouse, clock, log, policy },
	lease: createJobLease(store, 'deadlines', lease)
});
const metrics: Metrics = createMetrics({ notices, rooms, clock, sealing, folding });
notices.onNotice(() => {
	rooms.wake();
	folding.wake();
});

http.once('error', giveUp(`cannot listen on ${config.host}:${config.port} (HOST, PORT)`));
http.listen(config.port, config.host, () =>
	log.info({ host: config.host, port: config.port, origin: config.origin }, 'server listens')
);

obeySupervisor(async () => {
	rooms.close();
	await gateway.close();
	http.closeAllConnections();
	policy.close();
	await Promise.all([...[notices.close(), sealing.close(), folding.close(), recomputing.close()]]);
	await Promise.all([store.close(), clickhouse.close()]);
	log.info({}, 'stopped');
});

/** Says why the process cannot go on, and ends it. */
function giveUp(what: string): (error: unknown) => never {
	return (error) => {
		log.error({ err: error }, `giving up: ${what}`);
		process.exit(1);
	};
}

/** What whoever starts it for the first time needs to know. */
function firstSignIn(password: string): string {
	return `first sign-in: ${config.origin}/login  user admin  password ${password}  (to be changed there)`;
}
