/** The job that seals minutes: counts them again from their distinct scans. One server at a time does it. */
import { chunksOf, parseSealProgress, planSeal, type ChunkLimits } from '#domain/seal.ts';
import type { ClickHouse } from '#server/clickhouse/client.ts';
import { refuseIdentityConflicts } from '#server/clickhouse/identity-conflicts.ts';
import {
	minutesOfLateItems,
	minutesWithScans,
	repairDerived,
	sealMinutes,
	touchedMinutes
} from '#server/clickhouse/seal.ts';
import type { Clock } from '#server/clock.ts';
import type { Log } from '#server/log.ts';
import type { JobLease } from '#server/store/job-lease.ts';

/** Between two runs: with the time that a minute settles, its figures are exact two minutes after any scan. */
const PACE_MS = 15_000;
/** What one statement counts: a few seconds' work at the most. */
const limits: ChunkLimits = { minutes: 120, rows: 500_000, spanMs: 86_400_000 };
/** An acceptance received so long after it happened may find scans of its item sealed without a project. */
const LATE_MS = 60_000;

/** For operators: what the job has done in this process. Times are epoch milliseconds, 0 before the first run. */
interface SealState extends Readonly<Record<string, number>> {
	readonly receipt_ms: number;
	readonly through_ms: number;
	readonly last_run_ms: number;
	readonly runs: number;
	readonly failures: number;
}

export interface Sealing {
	state(): SealState;
	/** No run is begun any more; resolves when the one under way has ended. */
	close(): Promise<void>;
}

/** Begins to seal. While a store is away it says so once and goes on. */
export function createSealing(deps: {
	readonly clickhouse: ClickHouse;
	readonly lease: JobLease;
	readonly clock: Clock;
	readonly log: Pick<Log, 'warn' | 'info'>;
	/** Everything received before it is stored; epoch milliseconds. */
	readonly asOf: () => number;
}): Sealing {
	const { clickhouse, lease, clock, log } = deps;
	let state: SealState = { receipt_ms: 0, through_ms: 0, last_run_ms: 0, runs: 0, failures: 0 };
	let isFailing = false;
	let isClosed = false;
	let running: Promise<void> = Promise.resolve();
	let cancel = clock.after(0, begin);

	function begin(): void {
		running = run()
			.then(
				() => (isFailing = false),
				(error: unknown) => {
					if (!isFailing) log.warn({ err: error }, 'sealing failed, trying again');
					isFailing = true;
					state = { ...state, failures: state.failures + 1 };
				}
			)
			.then(() => {
				if (!isClosed) cancel = clock.after(PACE_MS, begin);
			});
	}

	async function run(): Promise<void> {
		const stored = await lease.take();
		if (!stored) return;
		const begun = clock.now();
		const progress = parseSealProgress(stored);
		const { received, touching, fresh, checking } = planSeal(progress, deps.asOf(), begun);
		// Before the first run nobody knows which blocks may be missing: the migrations filled what there was.
		if (received.from > 0) await repairDerived(clickhouse, received);
		const found = await Promise.all([
			touchedMinutes(clickhouse, touching),
			minutesWithScans(clickhouse, fresh),
			minutesOfLateItems(clickhouse, { ...received, before: touching.before, lateMs: LATE_MS })
		]);
		for (const minutes of chunksOf(found.flat(), limits)) {
			if (isClosed) return;
			await sealMinutes(clickhouse, minutes);
			// A long catch-up keeps the lease; what it has done is done again after a failure, and changes nothing.
			if (!(await lease.save(progress))) return;
		}
		const sealed = { receipt: received.to, through: fresh.to };
		if (!(await lease.save({ ...progress, ...sealed }))) return;
		// Apart from the count, which is not to wait for it.
		if (isClosed) return;
		const conflicts = await refuseIdentityConflicts(clickhouse, checking);
		const changed = conflicts.minutes
			.filter((minute) => minute < fresh.to)
			.map((minute) => ({ minute, rows: 0 }));
		for (const minutes of chunksOf(changed, limits)) await sealMinutes(clickhouse, minutes);
		if (conflicts.refused > 0)
			log.warn({ rows: conflicts.refused }, 'same identity, other content: refused');
		await lease.save({ ...sealed, checked: checking.to });
		state = {
			...{ receipt_ms: received.to, through_ms: fresh.to, last_run_ms: clock.now() - begun },
			...{ runs: state.runs + 1, failures: state.failures }
		};
	}

	return {
		state: () => state,
		async close() {
			isClosed = true;
			cancel();
			await running;
			await lease.release().catch(() => undefined);
		}
	};
}
