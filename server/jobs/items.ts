/** The job that folds the items that changed, and counts their days anew. One server at a time does it. */
import type { ClickHouse } from '#server/clickhouse/client.ts';
import {
	countDays,
	itemEventRows,
	itemMark,
	itemsToFold,
	markItems,
	rememberDays,
	writeItems,
	type FoldPart
} from '#server/clickhouse/item-days.ts';
import type { Clock } from '#server/clock.ts';
import type { Log } from '#server/log.ts';
import type { JobLease } from '#server/store/job-lease.ts';

/** Between two runs when something is stored all the time. */
const LEAST_PACE_MS = 250;
/** After a run it pauses for so many times what it took: a quarter of a core at the most. */
const PAUSES = 3;
/** Without news. */
const MOST_PACE_MS = 2_000;
/** What one statement folds. A parameter has 128 KiB at the most, and a key with its quotes 23 bytes. */
const KEYS_AT_ONCE = 3_000;
const ROWS_AT_ONCE = 2_000_000;

/** For operators: what the job has done in this process; milliseconds, 0 before the first run. */
interface ItemsState extends Readonly<Record<string, number>> {
	readonly as_of_ms: number;
	readonly last_run_ms: number;
	readonly folded: number;
	readonly runs: number;
	readonly failures: number;
}

export interface ItemFolding {
	state(): ItemsState;
	/** Something was stored: the next run need not wait. */
	wake(): void;
	/** No run is begun any more; resolves when the one under way has ended. */
	close(): Promise<void>;
}

/** Begins to fold. While a store is away it says so once and goes on. */
export function createItemFolding(deps: {
	readonly clickhouse: ClickHouse;
	readonly lease: JobLease;
	readonly clock: Clock;
	readonly log: Pick<Log, 'warn' | 'info'>;
	/** Everything received before it is stored; epoch milliseconds. */
	readonly asOf: () => number;
	/** Called when figures may be others than before. */
	readonly folded: () => void;
}): ItemFolding {
	const { clickhouse, lease, clock, log } = deps;
	let state: ItemsState = { as_of_ms: 0, last_run_ms: 0, folded: 0, runs: 0, failures: 0 };
	let isFailing = false;
	let isClosed = false;
	let isRunning = false;
	let isWanted = false;
	let version = 0;
	/** When a run may begin at the earliest. */
	let notBefore = 0;
	let running: Promise<void> = Promise.resolve();
	let cancel = clock.after(0, begin);

	function begin(): void {
		isRunning = true;
		isWanted = false;
		const begun = clock.now();
		running = run(begun)
			.then(
				() => (isFailing = false),
				(error: unknown) => {
					if (!isFailing) log.warn({ err: error }, 'folding items failed, trying again');
					isFailing = true;
					state = { ...state, failures: state.failures + 1 };
				}
			)
			.then(() => {
				isRunning = false;
				const took = clock.now() - begun;
				notBefore = clock.now() + Math.max(LEAST_PACE_MS, PAUSES * took);
				const pause = isWanted ? LEAST_PACE_MS : MOST_PACE_MS;
				if (!isClosed) cancel = clock.after(Math.max(pause, PAUSES * took), begin);
			});
	}

	async function run(begun: number): Promise<void> {
		if (!(await lease.take())) return;
		const asOf = deps.asOf();
		const mark = await itemMark(clickhouse);
		const parts = mark === 0 ? await wholeInParts() : inParts(await itemsToFold(clickhouse));
		version = Math.max(version + 1, begun);
		for (const part of parts) {
			if (isClosed || !(await lease.take())) return;
			await writeItems(clickhouse, part, version);
		}
		// Whatever ends this early, the next run does it again: the days of before are forgotten last.
		if (parts.length > 0) await countDays(clickhouse, version);
		if (parts.length > 0) await rememberDays(clickhouse, version);
		if (asOf > mark) await markItems(clickhouse, asOf);
		if (parts.length > 0) deps.folded();
		const folded = parts.reduce((sum, part) => sum + ('keys' in part ? part.keys.length : 0), 0);
		state = {
			...{ as_of_ms: asOf, last_run_ms: clock.now() - begun, folded: state.folded + folded },
			...{ runs: state.runs + 1, failures: state.failures }
		};
	}

	async function wholeInParts(): Promise<FoldPart[]> {
		const of = Math.ceil((await itemEventRows(clickhouse)) / ROWS_AT_ONCE);
		return Array.from({ length: of }, (_, part) => ({ part, of }));
	}

	return {
		state: () => state,
		wake() {
			isWanted = true;
			if (isRunning || isClosed) return;
			cancel();
			cancel = clock.after(Math.max(0, notBefore - clock.now()), begin);
		},
		async close() {
			isClosed = true;
			cancel();
			await running;
			await lease.release().catch(() => undefined);
		}
	};
}

function inParts(keys: readonly string[]): FoldPart[] {
	const parts: FoldPart[] = [];
	for (let i = 0; i < keys.length; i += KEYS_AT_ONCE)
		parts.push({ keys: keys.slice(i, i + KEYS_AT_ONCE) });
	return parts;
}
