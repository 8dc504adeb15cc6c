/** What a test finds in ClickHouse of what was published. */
import type { TestClickHouse } from './clickhouse.ts';

export interface StoredDeadLetter {
	readonly topic: string;
	readonly reason: string;
	readonly copies: number;
	/** Of the payload as it was sent, and of what is kept of it. */
	readonly payload_bytes: number;
	readonly kept: number;
}

/** The streams whose events are counted by number. */
export const countedStreams = ['scan', 'line', 'vehicle', 'station', 'order'] as const;

/** Reads the tables; every condition is SQL of the tables' own columns. */
export function storedIn(clickhouse: Pick<TestClickHouse, 'query'>) {
	async function rows<Row>(sql: string): Promise<Row[]> {
		const text = await clickhouse.query(`${sql} FORMAT JSONEachRow`);
		return text
			.split('\n')
			.filter((line) => line !== '')
			.map((line) => JSON.parse(line) as Row);
	}
	return {
		rows,
		deadLetters: (where = '1') =>
			rows<StoredDeadLetter>(
				`SELECT topic, reason, toUInt32(copies) AS copies, payload_bytes, length(payload) AS kept ` +
					`FROM youkan.dead_letter WHERE ${where} ORDER BY topic, reason, payload_bytes`
			),
		/** Rows by device, all streams together; a duplicate counts as often as it is stored. */
		async events(where = '1'): Promise<Record<string, number>> {
			const each = countedStreams.map(
				(stream) => `SELECT device FROM youkan.${stream}_event WHERE ${where}`
			);
			const found = await rows<{ device: string; n: number }>(
				`SELECT device, toUInt32(count()) AS n FROM (${each.join(' UNION ALL ')}) GROUP BY device`
			);
			return Object.fromEntries(found.map(({ device, n }) => [device, n]));
		}
	};
}
