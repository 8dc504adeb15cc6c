import { failureOf, type ClickHouse } from '#server/clickhouse/client.ts';
import { sleep, type Clock } from '#server/clock.ts';
import type { Log } from '#server/log.ts';
import { tokenOf, type Insert } from '#server/telemetry/batch.ts';
import { letterOfRow } from './refused-row.ts';

/** How long to wait before the try number `attempt` (from 1): 0.1 s doubling to 5 s. */
export function retryDelay(attempt: number): number {
	return Math.min(5_000, 100 * 2 ** Math.min(attempt - 1, 6));
}

/** Thrown to a commit that was given up because the process ends: nothing of it is acknowledged. */
export class CommitAbandoned extends Error {}

/**
 * Stores the inserts of a batch and resolves when every one of them is in ClickHouse. An insert whose
 * result is not known is sent again unchanged, with the same token, until it is known; `abandoned` ends that.
 * Of an insert that ClickHouse refuses for its data the rows at fault become dead letters, and the rest is stored.
 */
export function createCommitter(
	deps: {
		readonly clickhouse: Pick<ClickHouse, 'insert'>;
		readonly clock: Clock;
		readonly log: Pick<Log, 'warn' | 'error'>;
	},
	retried: () => void
) {
	let abandoned = false;

	async function store(insert: Insert): Promise<void> {
		const body = insert.lines.join('\n');
		const token = tokenOf(insert, body);
		for (let attempt = 1; ; attempt++) {
			try {
				await deps.clickhouse.insert(insert.table, insert.columns, body, token);
				return;
			} catch (error) {
				if (abandoned) throw new CommitAbandoned();
				if (failureOf(error) === 'data') return divide(insert, error);
				retried();
				deps.log.warn(
					{ table: insert.table, rows: insert.lines.length, attempt, err: error },
					'insert failed, trying again with the same token'
				);
				await sleep(deps.clock, retryDelay(attempt));
			}
		}
	}

	/** Halves are sent one after the other, under tokens of their own, until the row at fault is alone. */
	async function divide(insert: Insert, error: unknown): Promise<void> {
		const { table, lines } = insert;
		if (lines.length > 1) {
			const middle = Math.ceil(lines.length / 2);
			await store({ ...insert, lines: lines.slice(0, middle) });
			await store({ ...insert, lines: lines.slice(middle) });
			return;
		}
		const letter = letterOfRow(insert, error);
		if (letter) {
			deps.log.warn({ table, err: error }, 'ClickHouse refuses a row: it is a dead letter now');
			await store(letter);
		} else deps.log.error({ table, lines, err: error }, 'ClickHouse refuses a row, which is lost');
	}

	return {
		async commit(inserts: readonly Insert[]): Promise<void> {
			await Promise.all(inserts.map(store));
		},
		/** From now on a failing insert rejects with CommitAbandoned instead of being tried again. */
		abandon(): void {
			abandoned = true;
		}
	};
}
