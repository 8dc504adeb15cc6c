/** `npm run simulate`: a simulated nation, told to the broker as its devices would. */
import { randomBytes } from 'node:crypto';
import { formatInstant } from '#domain/time.ts';
import { obeySupervisor } from '#server/child.ts';
import { sleep, systemClock } from '#server/clock.ts';
import { configOrExit } from '#server/env.ts';
import { createLog } from '#server/log.ts';
import { connectPublisher, type Publisher } from '#server/mqtt.ts';
import { readSimulatorConfig } from './config.ts';
import { loadMarker, saveMarker, type Marker } from './marker.ts';
import { createNation, type Nation } from './nation.ts';
import { createOutbox } from './outbox.ts';
import { firstPlan, nextPlan } from './plan.ts';
import { startTelling } from './publisher.ts';

const MAX_ON_THEIR_WAY = 500;
const FAREWELL_MS = 1000;

const { broker, rate, seed, marker: file, logLevel } = configOrExit(readSimulatorConfig);
const log = createLog('simulator', logLevel);
const clock = systemClock;

let stop = (): Promise<void> => Promise.resolve();
obeySupervisor(() => stop());

const before = await loadMarker(file).catch((error: unknown) => {
	log.error({ err: error, file }, 'cannot be read: remove it to begin anew');
	process.exit(1);
});
log.info({ seed, rate: rate ?? 'daily curve' }, 'waiting for the broker');
const publisher = await connectPublisher(broker, (error) =>
	log.warn({ err: error }, 'broker connection failed, trying again')
);

const plan = planOf(before, clock.now());
// Written before the first event: whatever is told once is told the same way again.
await saveMarker(file, plan);
log.info(
	{ from: formatInstant(plan.toldUntil), rates: plan.segments.map((s) => s.rate) },
	'telling what was before, then what is'
);
const nation = createNation(seed, plan.segments);
const outbox = createOutbox(
	{ clock, log, publish: (...message) => publisher.publish(...message) },
	MAX_ON_THEIR_WAY
);
const teller = startTelling(
	{
		clock,
		log,
		outbox,
		nation,
		save: (marker) => saveMarker(file, marker),
		bootName: () => randomBytes(8).toString('hex')
	},
	plan
);
stop = async () => {
	await teller.stop();
	await Promise.race([announce(publisher, nation, false), sleep(clock, FAREWELL_MS)]);
	await publisher.close();
	log.info({}, 'stopped');
};
await announce(publisher, nation, true);

function planOf(marker: Marker | null, now: number): Marker {
	if (marker && marker.seed !== seed)
		log.warn({ before: marker.seed, now: seed }, 'another seed than before: beginning anew');
	if (marker?.seed !== seed) return firstPlan(seed, rate, now);
	const told = createNation(seed, marker.segments);
	return nextPlan(marker, rate, now, (from, to) => told.carried(from, to, from));
}

/** Births of the machines, or their orderly ends. */
async function announce(to: Publisher, { machines }: Nation, online: boolean): Promise<void> {
	const payload = JSON.stringify({ online, at: formatInstant(clock.now()) });
	const sent = machines.map((machine) =>
		to.publish(`${machine}status`, payload, { retain: true }).catch((error: unknown) => {
			log.warn({ err: error }, 'a status was not published');
		})
	);
	await Promise.all(sent);
}
