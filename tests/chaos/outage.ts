/** ClickHouse is away while devices go on: what ingest holds is bounded, and nothing is acknowledged. */
import { eventually, pause } from '../support/wait.ts';
import { drained, judge, type Tell } from './judge.ts';
import { planMessages, usualShares } from './plan.ts';
import { publishAll } from './publisher.ts';
import { startWorld, type World } from './world.ts';

const LEAD_MS = 1_000;
const PER_SECOND = 1_000;
/** Of running well, before and after. */
const AROUND_MS = 5_000;
const MAX_MEMORY_MB = 400;
const MAX_READYZ_MS = 5_000;

/** ClickHouse away for `seconds`; resolves with what did not hold. */
export async function outageChaos(
	seconds: number,
	sabotage: string | undefined,
	tell: Tell
): Promise<string[]> {
	const world = await startWorld([{ restartMs: 500 }]);
	try {
		const begun = Date.now() + LEAD_MS;
		const messages = planMessages({
			...{ ...usualShares, seed: 3, begun, perSecond: PER_SECOND },
			seconds: seconds + (2 * AROUND_MS) / 1000
		});
		const [log, reasons] = await Promise.all([
			publishAll(world.broker.url, messages, begun),
			pause(LEAD_MS + AROUND_MS).then(() => outage(world, seconds, tell))
		]);
		tell({
			name: 'drained after the last message',
			value: (await drained(world, log)) / 1000,
			unit: 's'
		});
		return [...reasons, ...(await judge(world, log, { sealed: true, sabotage }, tell))];
	} finally {
		await world.stop();
	}
}

async function outage(world: World, seconds: number, tell: Tell): Promise<string[]> {
	const [worker] = world.workers;
	const reasons: string[] = [];
	const begun = Date.now();
	await world.clickhouse.kill();
	const said = await eventually(
		'/readyz says why',
		async () => {
			const { status, text } = await world.readiness();
			return status === 503 && text.includes('ClickHouse') && Date.now() - begun;
		},
		MAX_READYZ_MS
	).catch((error: unknown) => {
		reasons.push(String(error));
		return Infinity;
	});
	tell({ name: '/readyz says why', value: said / 1000, unit: 's' });
	let memory = 0;
	while (Date.now() - begun < seconds * 1000) {
		memory = Math.max(memory, (await worker?.memoryMB()) ?? 0);
		await pause(500);
	}
	tell({ name: 'memory of ingest, most', value: memory, unit: 'MB' });
	if (memory > MAX_MEMORY_MB)
		reasons.push(`memory of ingest: ${memory} MB, at most ${MAX_MEMORY_MB}`);
	// All that it holds dies with it: what had been acknowledged would be lost.
	await worker?.kill();
	await world.clickhouse.restart();
	return reasons;
}
