import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '#domain/time.ts';
import type { ClickHouse } from '#server/clickhouse/client.ts';
import type { JobLease } from '#server/store/job-lease.ts';
import { createSealing } from '../../../../server/jobs/seal.ts';
import { createManualClock, settled } from '../../../support/manual-clock.ts';

const NOON = Date.UTC(2026, 2, 1, 4);

/** The job before a lease and a ClickHouse that do as the test says. */
function setUp(given: {
	readonly progress?: Readonly<Record<string, unknown>> | undefined;
	readonly minutes?: readonly number[];
	readonly fail?: () => boolean;
	readonly isKept?: () => boolean;
}) {
	const clock = createManualClock(NOON);
	const saved: object[] = [];
	const sealed: unknown[] = [];
	const warnings: object[] = [];
	let released = 0;
	const clickhouse = {
		query: <Row>(module: string) =>
			given.fail?.()
				? Promise.reject(new Error('away'))
				: Promise.resolve(
						(module === 'seal:fresh'
							? (given.minutes ?? []).map((minute) => ({ minute, rows: 1 }))
							: []) as Row[]
					),
		command(sql: string, parameters: Readonly<Record<string, unknown>> = {}) {
			if (sql.includes('scan_minute_sealed')) sealed.push(parameters['minutes']);
			return Promise.resolve();
		}
	} as unknown as ClickHouse;
	const lease: JobLease = {
		take: () => Promise.resolve(given.progress),
		save(progress) {
			saved.push(progress);
			return Promise.resolve(given.isKept?.() ?? true);
		},
		release() {
			released++;
			return Promise.resolve();
		}
	};
	const log = { warn: (fields: object) => void warnings.push(fields), info: () => undefined };
	const sealing = createSealing({ clickhouse, lease, clock, log, asOf: () => NOON - 1_000 });
	async function pass(ms: number): Promise<void> {
		await clock.advance(ms);
		for (let i = 0; i < 10; i++) await settled();
	}
	return { sealing, pass, saved, sealed, warnings, released: () => released };
}

const through = NOON - 10 * MINUTE_MS;

describe('the job that seals', () => {
	it('seals what is due, and writes down how far it has come', async () => {
		const { pass, saved, sealed, sealing } = setUp({
			progress: { receipt: NOON - 30_000, through },
			minutes: [through, through + MINUTE_MS]
		});
		await pass(0);
		expect(sealed).toEqual([[through / 1000, through / 1000 + 60]]);
		const done = { receipt: NOON - 1_000, through: NOON - MINUTE_MS, checked: NOON - 1_000 };
		expect(saved.at(-1)).toEqual(done);
		expect(sealing.state()).toMatchObject({ through_ms: done.through, runs: 1, failures: 0 });
	});

	it('does nothing while another server holds the lease', async () => {
		const { pass, saved, sealed, warnings } = setUp({ progress: undefined, minutes: [through] });
		await pass(0);
		expect([saved, sealed, warnings]).toEqual([[], [], []]);
	});

	it('stops where the lease is lost: progress stays as it was', async () => {
		const { pass, saved, sealing } = setUp({
			...{ progress: { receipt: 1, through }, minutes: [through] },
			isKept: () => false
		});
		await pass(0);
		expect(saved).toEqual([{ receipt: 1, through, checked: 0 }]);
		expect(sealing.state().runs).toBe(0);
	});

	it('says once that a store is away, and goes on', async () => {
		let isAway = true;
		const { pass, saved, warnings, sealing } = setUp({
			progress: { receipt: 1, through },
			fail: () => isAway
		});
		for (const ms of [0, 15_000, 15_000]) await pass(ms);
		expect([warnings.length, saved]).toEqual([1, []]);
		expect(sealing.state().failures).toBe(3);
		isAway = false;
		await pass(15_000);
		expect(sealing.state().runs).toBe(1);
	});

	it('gives its lease up at the end, and begins no run any more', async () => {
		const { pass, sealing, released, saved } = setUp({ progress: { receipt: 1, through } });
		await pass(0);
		await sealing.close();
		const runs = saved.length;
		await pass(60_000);
		expect([released(), saved.length]).toEqual([1, runs]);
	});
});
