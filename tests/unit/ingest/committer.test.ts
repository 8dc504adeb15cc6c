import { describe, expect, it } from 'vitest';
import { CommitAbandoned, createCommitter, retryDelay } from '../../../ingest/committer.ts';
import type { ClickHouse } from '#server/clickhouse/client.ts';
import type { Insert } from '../../../ingest/batch.ts';
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
	const log = { warn: (fields: object) => void warnings.push(fields) };
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
