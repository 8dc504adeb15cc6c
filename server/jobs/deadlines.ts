/** The job that decides the deadlines of open items again after the rules or the calendar changed. */
import type { ClickHouse } from '#server/clickhouse/client.ts';
import { openItemCount, writeDeadlines } from '#server/clickhouse/open-items.ts';
import type { Clock } from '#server/clock.ts';
import type { Log } from '#server/log.ts';
import type { Policy } from '#server/policy.ts';
import { changedDeadlines } from '#server/recompute.ts';
import type { JobLease } from '#server/store/job-lease.ts';

/** Between two looks at whether there is something to do. */
const PACE_MS = 5_000;
/** Ingest hears of a new policy within five seconds; what it accepts until then goes by the old one. */
const SETTLE_MS = 10_000;

export interface Recomputing {
	/** No run is begun any more; resolves when the one under way has ended. */
	close(): Promise<void>;
}

/** Begins to look. What is done is kept as the progress of the lease: `policy`, `total`, `done`, `changed`. */
export function createRecomputing(deps: {
	readonly clickhouse: ClickHouse;
	readonly lease: JobLease;
	readonly clock: Clock;
	readonly log: Pick<Log, 'warn' | 'info'>;
	readonly policy: Policy;
}): Recomputing {
	const { clickhouse, lease, clock, log, policy } = deps;
	let isClosed = false;
	let isFailing = false;
	let seen = { key: '', at: 0 };
	let running: Promise<void> = Promise.resolve();
	let cancel = clock.after(0, begin);

	function begin(): void {
		running = run()
			.then(
				() => (isFailing = false),
				(error: unknown) => {
					if (!isFailing) log.warn({ err: error }, 'deciding deadlines failed, trying again');
					isFailing = true;
				}
			)
			.then(() => {
				if (!isClosed) cancel = clock.after(PACE_MS, begin);
			});
	}

	async function run(): Promise<void> {
		const progress = await lease.take();
		if (!progress) return;
		const key = policy.key();
		if (progress['policy'] === key) return;
		const none = { policy: key, total: 0, done: 0, changed: 0 };
		// What was accepted so far was decided by what stood then: nothing changed yet.
		if (progress['policy'] === undefined) {
			await lease.save(none);
			return;
		}
		if (seen.key !== key) seen = { key, at: clock.now() };
		if (clock.now() - seen.at < SETTLE_MS) return;
		const total = await openItemCount(clickhouse);
		const state = { ...none, policy: progress['policy'], running: key, total };
		for await (const page of changedDeadlines(clickhouse, (item) => policy.decide(item))) {
			if (isClosed) return;
			await writeDeadlines(clickhouse, page.decided, clock.now());
			state.done += page.seen;
			state.changed += page.decided.length;
			if (!(await lease.save(state))) return;
		}
		await lease.save({ ...none, total: state.done, done: state.done, changed: state.changed });
		log.info({ items: state.done, changed: state.changed }, 'deadlines were decided again');
	}

	return {
		async close() {
			isClosed = true;
			cancel();
			await running;
			await lease.release().catch(() => undefined);
		}
	};
}
