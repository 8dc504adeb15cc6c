/** The chaos of ingest: it and ClickHouse die again and again, and connections fail in every way. */
import { eventually, pause } from '../support/wait.ts';
import { drained, judge, type JudgeOptions, type Tell } from './judge.ts';
import {
	planFaults,
	planMessages,
	usualShares,
	type FaultOptions,
	type PlannedFault
} from './plan.ts';
import { publishAll } from './publisher.ts';
import { startWorld, type World } from './world.ts';

const LEAD_MS = 1_000;
const CUT_EVERY = 5;

export interface IngestChaos extends FaultOptions, JudgeOptions {
	readonly perSecond: number;
	readonly blackholeMs: number;
	readonly restartMs: number;
}

/** The full run: what was asked for, in `seconds`. */
export function fullIngestChaos(seconds: number, sabotage: string | undefined): IngestChaos {
	return {
		...{ seed: 20_261_126, seconds, perSecond: 600 },
		...{ ingestKills: 20, clickhouseKills: 10, resets: 12, blackholes: 2 },
		...{ blackholeMs: Math.min(20_000, seconds * 100), restartMs: 500, sealed: true, sabotage }
	};
}

/** Resolves with what did not hold. */
export async function ingestChaos(chaos: IngestChaos, tell: Tell): Promise<string[]> {
	const world = await startWorld([{ restartMs: chaos.restartMs }]);
	try {
		world.clickhouseProxy.cutResponses(CUT_EVERY);
		const begun = Date.now() + LEAD_MS;
		const messages = planMessages({ ...usualShares, ...chaos, begun });
		tell({ name: 'messages', value: messages.length, unit: 'messages' });
		const [log] = await Promise.all([
			publishAll(world.broker.url, messages, begun),
			commit(world, planFaults(chaos), begun, chaos.blackholeMs)
		]);
		world.clickhouseProxy.cutResponses(null);
		tell({ name: 'answers cut after commit', value: world.clickhouseProxy.cuts, unit: 'answers' });
		tell({ name: 'drained', value: (await drained(world, log)) / 1000, unit: 's' });
		const ends = world.workers.flatMap(({ ownEnds }) => ownEnds);
		tell({ name: 'ends of ingest by itself', value: ends.length, unit: 'ends' });
		for (const words of ends) process.stderr.write(`${words}\n`);
		return await judge(world, log, chaos, tell);
	} finally {
		await world.stop();
	}
}

/** Does every fault when it is due; one target suffers one after the other, different ones at once. */
async function commit(
	world: World,
	faults: readonly PlannedFault[],
	begun: number,
	blackholeMs: number
): Promise<void> {
	const alike = Map.groupBy(faults, ({ kind, target }) => `${kind} ${target}`);
	await Promise.all(
		[...alike.values()].map(async (group) => {
			for (const fault of group) {
				await pause(Math.max(0, begun + fault.due - Date.now()));
				await suffer(world, fault, blackholeMs);
			}
		})
	);
}

async function suffer(
	{ workers, clickhouse, brokerProxy, clickhouseProxy }: World,
	{ kind, target }: PlannedFault,
	blackholeMs: number
): Promise<void> {
	const proxy = target === 'broker' ? brokerProxy : clickhouseProxy;
	if (kind === 'blackhole') {
		proxy.blackhole(true);
		await pause(blackholeMs);
		proxy.blackhole(false);
	} else if (kind === 'reset') {
		// A reset of nothing is none: ingest may be starting.
		await eventually('a connection to reset', () => proxy.reset() > 0, 60_000);
	} else if (target === 'clickhouse') {
		await clickhouse.kill();
		await clickhouse.restart();
	} else await workers[0]?.kill();
}
