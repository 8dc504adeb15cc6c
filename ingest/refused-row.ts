import type { Insert } from '#server/telemetry/batch.ts';
import { columns } from '#server/telemetry/rows.ts';
import { deadLetterLine } from './dead-letters.ts';

/**
 * The insert of a dead letter for an insert of one row that ClickHouse refuses; undefined for a table that holds no
 * events. The message is gone by then: the letter shows the row.
 */
export function letterOfRow(insert: Insert, error: unknown): Insert | undefined {
	const stream = /^(scan|line|vehicle|station|order)_event$/.exec(insert.table)?.[1];
	const [line] = insert.lines;
	if (stream === undefined || line === undefined) return undefined;
	const values = JSON.parse(line) as readonly unknown[];
	const row = Object.fromEntries(insert.columns.map((name, i) => [name, values[i]]));
	const {
		site,
		device,
		boot,
		seq,
		at,
		received_at: receivedAt
	} = row as Readonly<
		Record<'site' | 'device' | 'boot', string> & Record<'seq' | 'at' | 'received_at', number>
	>;
	const province = site.slice(0, 2);
	const message = error instanceof Error ? error.message : String(error);
	const column = insert.columns.find((name) => message.includes(`name: ${name},`));
	const letter = deadLetterLine(
		{
			topic: `youkan/v1/${province}/${site}/${device}/${stream}`,
			...{ payload: Buffer.from(JSON.stringify(row)), receivedAt },
			source: { province, site, device, stream: stream as 'scan' }
		},
		{
			...{ index: 0, boot, seq, at, reason: column === undefined ? 'not_json' : `field:${column}` },
			detail: `ClickHouse refuses the row: ${message.slice(0, 300)}`
		}
	);
	return {
		...{ table: 'dead_letter_row', columns: columns.dead_letter_row, lines: [letter] },
		batch: insert.batch
	};
}
