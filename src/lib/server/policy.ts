import { createCalendar, type Calendar } from '#domain/calendar.ts';
import { deadlineFor, type Deadline, type SlaItem, type SlaRules } from '#domain/sla.ts';
import type { ClickHouse } from './clickhouse/client.ts';
import { readPolicy, type StoredPolicy } from './clickhouse/policy.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** The rules and the calendar as they stand, known in this process a few seconds after they changed. */
export interface Policy {
	rules(): SlaRules;
	days(): StoredPolicy['days'];
	calendar(): Calendar;
	/** Another text whenever they are others. */
	key(): string;
	/** When an item is due. */
	decide(item: SlaItem): Deadline;
	/** Reads them again now. */
	refresh(): Promise<void>;
	close(): void;
}

/** Between two looks. */
const PACE_MS = 5_000;

/** Reads the policy, and again every five seconds; while that fails the one before stands. Rejects at first only. */
export async function createPolicy(deps: {
	readonly clickhouse: ClickHouse;
	readonly clock: Clock;
	readonly log: Pick<Log, 'warn'>;
}): Promise<Policy> {
	const { clickhouse, clock, log } = deps;
	let stored = await readPolicy(clickhouse);
	let calendar = createCalendar(stored.days);
	let isClosed = false;
	let cancel = clock.after(PACE_MS, look);

	async function refresh(): Promise<void> {
		const found = await readPolicy(clickhouse);
		if (found.key !== stored.key) calendar = createCalendar(found.days);
		stored = found;
	}

	function look(): void {
		void refresh()
			.catch((error: unknown) => log.warn({ err: error }, 'the deadline rules cannot be read'))
			.then(() => {
				if (!isClosed) cancel = clock.after(PACE_MS, look);
			});
	}

	return {
		rules: () => stored.rules,
		days: () => stored.days,
		calendar: () => calendar,
		key: () => stored.key,
		decide: (item) => deadlineFor(item, stored.rules, calendar),
		refresh,
		close() {
			isClosed = true;
			cancel();
		}
	};
}
