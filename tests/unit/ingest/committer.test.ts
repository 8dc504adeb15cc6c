import { ClickHouseError } from '@clickhouse/client';
import { describe, expect, it } from 'vitest';
import { CommitAbandoned, createCommitter, retryDelay } from '../../../ingest/committer.ts';
import type { ClickHouse } from '#server/clickhouse/client.ts';
import type { Insert } from '#server/telemetry/batch.ts';
import { createManualClock, settled } from '../../support/manual-clock.ts';

/** A committer before a ClickHouse that answers each insert as `answer` says. */
function setUp(answer: (table: string, attempt: number) => Promise<void>) {
	const clock = createManualClock();
	const inserts: { at: number; table: string; lines: string; token: string }[] = [];
	const warnings: object[] = [];
	let retries = 0;
	const clickhouse: Pick<ClickHouse, 'insert'> = {
		insert(table, _columns, lines, token) {
			inserts.push({ at: clock.now(), table, lines, token });
			return answer(table, inserts.filter((one) => one.table === table).length);
		}
	};
	const log = { warn: (fields: object) => void warnings.push(fields), error: () => undefined };
	const committer = createCommitter({ clickhouse, clock, log }, () => retries++);
	return { clock, committer, inserts, warnings, retries: () => retries };
}

const insert = (table: Insert['table'], ...lines: string[]): Insert => ({
	table,
	columns: ['a'],
	lines,
	batch: ''
});
const refused = () => Promise.reject(new Error('away'));

/** What became of a promise, without waiting for it. */
async function stateOf(promise: Promise<void>): Promise<string> {
	await settled();
	return Promise.race([
		promise.then(
			() => 'resolved',
			(error: unknown) => (error instanceof CommitAbandoned ? 'abandoned' : String(error))
		),
		settled().then(() => 'pending')
	]);
}

describe('retryDelay', () => {
	it.each([
		[1, 100],
		[2, 200],
		[3, 400],
		[6, 3_200],
		[7, 5_000],
		[8, 5_000],
		[10_000, 5_000]
	])('try %i waits %i ms', (attempt, ms) => {
		expect(retryDelay(attempt)).toBe(ms);
	});
});

describe('commit', () => {
	it('resolves at once when there is nothing to store', async () => {
		const { committer, inserts } = setUp(refused);
		await committer.commit([]);
		expect(inserts).toEqual([]);
	});

	it('resolves only when every insert is stored', async () => {
		const arrived: (() => void)[] = [];
		const { committer, inserts } = setUp(() => new Promise((resolve) => arrived.push(resolve)));
		const commit = committer.commit([insert('scan_event', 'x', 'y'), insert('line_event', 'z')]);
		expect(inserts.map(({ table, lines }) => [table, lines])).toEqual([
			['scan_event', 'x\ny'],
			['line_event', 'z']
		]);
		arrived[0]?.();
		expect(await stateOf(commit)).toBe('pending');
		arrived[1]?.();
		expect(await stateOf(commit)).toBe('resolved');
	});

	it('sends a failed insert again, unchanged and with its token, at growing distances', async () => {
		const { clock, committer, inserts, warnings, retries } = setUp((table, attempt) =>
			table === 'scan_event' && attempt < 4 ? refused() : Promise.resolve()
		);
		const commit = committer.commit([insert('scan_event', 'x'), insert('line_event', 'y')]);
		await clock.advance(699);
		expect(await stateOf(commit)).toBe('pending');
		await clock.advance(1);
		expect(await stateOf(commit)).toBe('resolved');
		const tries = inserts.filter((one) => one.table === 'scan_event');
		expect(tries.map((one) => one.at)).toEqual([0, 100, 300, 700]);
		expect(new Set(tries.map((one) => `${one.token} ${one.lines}`)).size).toBe(1);
		expect(inserts.filter((one) => one.table === 'line_event')).toHaveLength(1);
		expect(retries()).toBe(3);
		expect(warnings).toMatchObject([
			{ table: 'scan_event', rows: 1, attempt: 1 },
			{ attempt: 2 },
			{ attempt: 3 }
		]);
	});

	it('goes on trying for as long as it takes', async () => {
		const { clock, committer, inserts } = setUp(() => refused());
		const commit = committer.commit([insert('scan_event', 'x')]);
		await clock.advance(3_600_000);
		expect(await stateOf(commit)).toBe('pending');
		expect(inserts.length).toBeGreaterThan(700);
	});

	it('tries a last time and rejects when it is abandoned while it waits', async () => {
		const { clock, committer, inserts } = setUp(() => refused());
		const commit = committer.commit([insert('scan_event', 'x')]);
		const state = stateOf(commit);
		await clock.advance(50);
		committer.abandon();
		expect(await state).toBe('pending');
		await clock.advance(50);
		expect(await stateOf(commit)).toBe('abandoned');
		expect(inserts).toHaveLength(2);
		expect(clock.waiting).toEqual([]);
	});

	it('still stores what can be stored after it was abandoned', async () => {
		const { committer } = setUp(() => Promise.resolve());
		committer.abandon();
		expect(await stateOf(committer.commit([insert('scan_event', 'x')]))).toBe('resolved');
	});
});

describe('rows that ClickHouse refuses', () => {
	const bad = new ClickHouseError({ code: '27', message: 'Column 4, name: at, type: x', type: '' });
	const row = (seq: number) =>
		JSON.stringify(['420106', 'd', 'b', seq, 1_000, 2_000, seq % 4 === 3 ? 'bad' : 'good']);
	const rows = (n: number): Insert => ({
		table: 'order_event',
		columns: ['site', 'device', 'boot', 'seq', 'at', 'received_at', 'channel'],
		lines: Array.from({ length: n }, (_, i) => row(i + 1)),
		batch: ''
	});

	/** A ClickHouse that refuses a block with a bad row, and stores others. */
	function storing() {
		const stored: string[] = [];
		const letters: string[] = [];
		const errors: object[] = [];
		const committer = createCommitter(
			{
				clickhouse: {
					insert(table, _columns, lines) {
						if (table === 'dead_letter_row') letters.push(lines);
						else if (lines.includes('"bad"')) return Promise.reject(bad);
						else stored.push(...lines.split('\n'));
						return Promise.resolve();
					}
				},
				clock: createManualClock(),
				log: { warn: () => undefined, error: (fields: object) => void errors.push(fields) }
			},
			() => undefined
		);
		return { committer, stored, letters, errors };
	}

	it('become dead letters one by one, and the rest is stored, each row once', async () => {
		const { committer, stored, letters } = storing();
		await committer.commit([rows(10)]);
		const seqs = stored.map((line) => (JSON.parse(line) as unknown[])[3]);
		expect(seqs).toEqual([1, 2, 4, 5, 6, 8, 9, 10]);
		const told = letters.map((line) => JSON.parse(line) as unknown[]);
		expect(told.map((letter) => [letter[2], letter[5], letter[11], letter[13]])).toEqual([
			['youkan/v1/42/420106/d/order', 'field:at', 3, 1],
			['youkan/v1/42/420106/d/order', 'field:at', 7, 1]
		]);
	});

	it('of what is no event are logged, and hold nothing up', async () => {
		const { committer, errors } = storing();
		const line = '["42","bad"]';
		await committer.commit([{ table: 'seq_extra', columns: ['a'], lines: [line], batch: '' }]);
		expect(errors).toMatchObject([{ table: 'seq_extra', lines: [line] }]);
	});
});
