/** Waits until a chaos run has come to rest and compares what was sent with what is stored. */
import type { Figure } from '../bench/figure.ts';
import { eventually, pause } from '../support/wait.ts';
import {
	compareDeadLetters,
	compareIdentities,
	compareLedger,
	compareMinutes,
	type Log
} from './oracle.ts';
import {
	distinctScans,
	sabotages,
	shownLedger,
	shownMinutes,
	storedDeadLetters,
	storedScans
} from './stored.ts';
import type { World } from './world.ts';

export type Tell = (figure: Figure) => void;

/** The checks by the name of the sabotage that turns each of them red. */
type Check = 'lose' | 'invent' | 'twice' | 'dead-letter' | 'ledger';

export interface JudgeOptions {
	/** Whether to wait until every figure is older than two minutes, and look at minutes and ledger. */
	readonly sealed: boolean;
	/** Spoils what is stored, then looks; `each`: one after the other, each to turn its own check red. */
	readonly sabotage?: string | undefined;
}

const DRAIN_MS = 60_000;
/** Figures are exact when older than two minutes; what the last event touches, half a minute later at the latest. */
const SEALED_MS = 150_000;
const SEALED_LIMIT_MS = 240_000;

/** Resolves when all that was sent is stored, with the milliseconds that took, or after a minute. */
export async function drained(world: World, log: Log): Promise<number> {
	const begun = Date.now();
	const good = log.sent.filter(({ verdict }) => verdict === 'good').length;
	const bad = log.sent.length - good;
	await eventually(
		'all is stored',
		async () => {
			if ((await distinctScans(world.clickhouse)) < good) return false;
			const letters = await storedDeadLetters(world.clickhouse);
			return [...letters.values()].reduce((sum, n) => sum + n, 0) >= bad;
		},
		DRAIN_MS,
		500
	).catch(() => undefined); // what is lost is said by the check
	return Date.now() - begun;
}

/** What does not hold, a sentence each; tells the figures. */
export async function judge(
	world: World,
	log: Log,
	options: JudgeOptions,
	tell: Tell
): Promise<string[]> {
	tell({ name: 'events acknowledged by the broker', value: log.sent.length, unit: 'events' });
	tell({ name: 'events of unknown fate', value: log.maybe.length, unit: 'events' });
	if (options.sealed) {
		const last = log.sent.reduce((at, event) => Math.max(at, event.at), 0);
		const exact = await exactAfter(world, log, last);
		tell({ name: 'minutes exact after the last event', value: exact / 1000, unit: 's' });
	}
	if (options.sabotage === 'each') return sabotageEach(world, log, tell);
	if (options.sabotage !== undefined) await sabotages[options.sabotage]?.(world.clickhouse);
	const found = await look(world, log, options.sealed, tell);
	return [...found.values()].flat();
}

/** When the API first showed every minute right, in ms after the last event; waits until they must be. */
async function exactAfter(world: World, log: Log, last: number): Promise<number> {
	let exact = Infinity;
	for (let age = 0; age < SEALED_LIMIT_MS; age = Date.now() - last) {
		const shown = await shownMinutes(world.get, ...rangeOf(log));
		const isExact = compareMinutes(log, shown).size === 0;
		if (!isExact) exact = Infinity;
		else if (exact === Infinity) exact = Date.now() - last;
		if (isExact && Date.now() - last > SEALED_MS) break;
		await pause(2_000);
	}
	return exact;
}

function rangeOf({ sent }: Log): [from: number, to: number] {
	let [from, to] = [Infinity, 0];
	for (const { at } of sent) {
		from = Math.min(from, at);
		to = Math.max(to, at);
	}
	return [from, to];
}

async function look(
	world: World,
	log: Log,
	sealed: boolean,
	tell: Tell
): Promise<Map<Check, string[]>> {
	const found = new Map<Check, string[]>();
	const hold = (check: Check, name: string, faults: readonly string[], value = faults.length) => {
		tell({ name, value, unit: 'of them' });
		if (faults.length > 0)
			found.set(check, [`${name}: ${value} (${faults.slice(0, 3).join('; ')})`]);
	};
	const scans = await storedScans(world.clickhouse);
	const { lost, invented } = compareIdentities(log, scans.identities);
	hold('lose', 'lost', lost);
	hold('invent', 'invented', invented);
	tell({ name: 'rows', value: scans.raw, unit: 'rows', reference: scans.final });
	const letters = compareDeadLetters(log, await storedDeadLetters(world.clickhouse));
	hold('dead-letter', 'dead letters that are not the bad ones', sentences(letters));
	const twice = scans.final - scans.identities.size;
	if (!sealed) {
		hold('twice', 'identities counted twice', twice > 0 ? ['by FINAL'] : [], twice);
		return found;
	}
	const minutes = compareMinutes(log, await shownMinutes(world.get, ...rangeOf(log)));
	const amount = [...minutes.values()].reduce((sum, by) => sum + Math.abs(by), twice);
	hold('twice', 'counted twice or not', sentences(minutes), amount);
	const ledger = await shownLedger(world.get, ...rangeOf(log));
	tell({ name: 'rows of the ledger', value: ledger.length, unit: 'rows' });
	hold('ledger', 'rows of the ledger out of balance', compareLedger(log, ledger));
	return found;
}

const sentences = (differences: ReadonlyMap<string, number>): string[] =>
	[...differences].map(([key, by]) => `${key}: ${by > 0 ? '+' : ''}${by}`);

async function sabotageEach(world: World, log: Log, tell: Tell): Promise<string[]> {
	const silent = () => undefined;
	const before = await look(world, log, true, tell);
	const reasons = [...before.values()].flat();
	const expected: string[] = [];
	for (const [name, spoil] of Object.entries(sabotages)) {
		await spoil(world.clickhouse);
		expected.push(name);
		const red = [...(await look(world, log, true, silent)).keys()];
		const isRight = red.toSorted().join() === expected.toSorted().join();
		tell({
			name: `sabotage ${name} turns its own check red`,
			value: Number(isRight),
			unit: 'of 1'
		});
		if (!isRight) reasons.push(`after ${expected.join(', ')} red: ${red.join(', ')}`);
	}
	return reasons;
}
