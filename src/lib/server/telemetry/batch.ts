import { createHash, randomUUID } from 'node:crypto';
import { columns, type Table } from './rows.ts';

/** What is counted for a batch as a whole: tables whose rows end with a number that is summed up. */
type Rollup = Extract<Table, 'scan_minute' | 'seq_extra'>;

/** Lines that go into one table and one partition: one insert, one token. */
export interface Insert {
	readonly table: Table;
	readonly columns: readonly string[];
	readonly lines: readonly string[];
	/** Tells equal lines of two batches apart: counts may be the same again, events never are. */
	readonly batch: string;
}

/** What is collected for one commit, in the order of arrival. */
export interface Batch<Message> {
	/** Adds a line to `table`; `at` (epoch ms) decides its partition. */
	line(table: Table, at: number, line: string): void;
	/** Counts something beside the lines: equal texts become one line, the number between `before` and `after`. */
	count(rollup: Rollup, at: number, before: string, after: string): void;
	/** Adds the message that its lines came from. */
	message(message: Message, receivedAt: number, bytes: number): void;
	readonly messages: readonly Message[];
	readonly objects: number;
	/** Those of the objects that are dead letters. */
	readonly refused: number;
	readonly bytes: number;
	/** Receipt of the first message; Infinity when there is none. */
	readonly oldest: number;
	/** All of it, as what is to be inserted. Asked once, when nothing more is added. */
	inserts(): Insert[];
}

/** Business months (Asia/Shanghai) since 1970: the partition of every table. */
function monthOf(at: number): number {
	const date = new Date(at + 8 * 3_600_000);
	return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** An empty batch. */
export function createBatch<Message>(): Batch<Message> {
	const groups = new Map<string, { table: Table; lines: string[]; batch: string }>();
	const counts = new Map<
		string,
		{ rollup: Rollup; at: number; before: string; after: string; n: number }
	>();
	const messages: Message[] = [];
	const id = randomUUID();
	let objects = 0;
	let refused = 0;
	let bytes = 0;
	let oldest = Infinity;

	function put(table: Table, at: number, line: string, batch: string): void {
		const key = `${table} ${monthOf(at)}`;
		const group = groups.get(key);
		if (group) group.lines.push(line);
		else groups.set(key, { table, lines: [line], batch });
	}

	return {
		line(table, at, line) {
			put(table, at, line, '');
			// What an event corrects is said by the event: one object, two lines.
			if (table !== 'correction') objects++;
			if (table === 'dead_letter_row') refused++;
		},
		count(rollup, at, before, after) {
			const key = `${before}#${after}`;
			const known = counts.get(key);
			if (known) known.n++;
			else counts.set(key, { rollup, at, before, after, n: 1 });
		},
		message(message, receivedAt, size) {
			messages.push(message);
			oldest = Math.min(oldest, receivedAt);
			bytes += size;
		},
		messages,
		get objects() {
			return objects;
		},
		get refused() {
			return refused;
		},
		get bytes() {
			return bytes;
		},
		get oldest() {
			return oldest;
		},
		inserts() {
			for (const { rollup, at, before, after, n } of counts.values())
				put(rollup, at, `${before}${n}${after}`, id);
			counts.clear();
			return [...groups.values()].map((group) => ({ ...group, columns: columns[group.table] }));
		}
	};
}

/**
 * The token of an insert: made of its content, and for counts of their batch, so that a retry of the same
 * lines is recognised and other lines never are mistaken for them.
 */
export function tokenOf(insert: Insert, body: string): string {
	return createHash('sha256')
		.update(`${insert.table}\n${insert.batch}\n`)
		.update(body)
		.digest('hex');
}
