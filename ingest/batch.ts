import { createHash } from 'node:crypto';
import { columns, type Table } from './rows.ts';

/** Lines that go into one table and one partition: one insert, one token. */
export interface Insert {
	readonly table: Table;
	readonly columns: readonly string[];
	readonly lines: readonly string[];
}

/** What is collected for one commit, in the order of arrival. */
export interface Batch<Message> {
	/** Adds a line to `table`; `at` (epoch ms) decides its partition. */
	line(table: Table, at: number, line: string): void;
	/** Adds the message that its lines came from. */
	message(message: Message, receivedAt: number, bytes: number): void;
	readonly messages: readonly Message[];
	readonly objects: number;
	/** Those of the objects that are dead letters. */
	readonly refused: number;
	readonly bytes: number;
	/** Receipt of the first message; Infinity when there is none. */
	readonly oldest: number;
	inserts(): Insert[];
}

/** Business months (Asia/Shanghai) since 1970: the partition of every table. */
function monthOf(at: number): number {
	const date = new Date(at + 8 * 3_600_000);
	return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** An empty batch. */
export function createBatch<Message>(): Batch<Message> {
	const groups = new Map<string, { table: Table; lines: string[] }>();
	const messages: Message[] = [];
	let objects = 0;
	let refused = 0;
	let bytes = 0;
	let oldest = Infinity;
	return {
		line(table, at, line) {
			const key = `${table} ${monthOf(at)}`;
			const group = groups.get(key);
			if (group) group.lines.push(line);
			else groups.set(key, { table, lines: [line] });
			objects++;
			if (table === 'dead_letter_row') refused++;
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
		inserts: () =>
			[...groups.values()].map(({ table, lines }) => ({ table, columns: columns[table], lines }))
	};
}

/**
 * The token of an insert: made of its content alone, so that a retry of the same lines is recognised and
 * other lines never are mistaken for them.
 */
export function tokenOf(insert: Insert, body: string): string {
	return createHash('sha256').update(insert.table).update('\n').update(body).digest('hex');
}
