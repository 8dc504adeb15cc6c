/** Two workers that share the provinces, of which one dies and is started again ten seconds later. */
import { pause } from '../support/wait.ts';
import { drained, judge, type Tell } from './judge.ts';
import { planMessages, provinces, usualShares } from './plan.ts';
import { publishAll } from './publisher.ts';
import { startWorld } from './world.ts';

const LEAD_MS = 1_000;
const PER_SECOND = 2_000;
const RESTART_MS = 10_000;

/** Resolves with what did not hold. */
export async function workersChaos(
	seconds: number,
	sabotage: string | undefined,
	tell: Tell
): Promise<string[]> {
	const half = provinces.length / 2;
	const shares = [provinces.slice(0, half), provinces.slice(half)];
	const world = await startWorld(
		shares.map((share, i) => ({
			restartMs: RESTART_MS,
			env: {
				MQTT_CLIENT_ID: `youkan-ingest-${i + 1}`,
				MQTT_TOPICS: share.map((province) => `youkan/v1/${province}/#`).join(',')
			}
		}))
	);
	try {
		const begun = Date.now() + LEAD_MS;
		const messages = planMessages({
			...{ ...usualShares, seed: 2, begun, seconds, perSecond: PER_SECOND }
		});
		const death = async () => {
			await pause(LEAD_MS + (seconds * 1000) / 3);
			await world.workers[0]?.kill();
		};
		const [log] = await Promise.all([publishAll(world.broker.url, messages, begun), death()]);
		tell({ name: 'messages', value: messages.length, unit: 'messages' });
		tell({ name: 'drained', value: (await drained(world, log)) / 1000, unit: 's' });
		return await judge(world, log, { sealed: true, sabotage }, tell);
	} finally {
		await world.stop();
	}
}
