import { randomUUID } from 'node:crypto';
import type { Sql } from './store.ts';

/** A job that one process at a time does. The clock of the lease is the database's, whatever the processes show. */
export interface JobLease {
	/**
	 * Takes the lease, or prolongs it: the job's progress as it is stored, or undefined while another
	 * process holds it.
	 */
	take(): Promise<Readonly<Record<string, unknown>> | undefined>;
	/** Writes progress down and prolongs; false, and nothing written, when another process has the lease now. */
	save(progress: object): Promise<boolean>;
	/** Gives the lease up, if it is held, so that another process need not wait for its end. */
	release(): Promise<void>;
}

const PROGRESS = 'SELECT progress FROM job WHERE name = $1';

/** The progress of a job as it is stored, whoever does it; empty before the first run. */
export async function jobProgress(
	sql: Sql,
	name: string
): Promise<Readonly<Record<string, unknown>>> {
	const { rows } = await sql.query<{ progress: Readonly<Record<string, unknown>> }>(PROGRESS, [
		name
	]);
	return rows[0]?.progress ?? {};
}

const TAKE = `
	INSERT INTO job (name, holder, lease_until) VALUES ($1, $2, now() + $3::int * interval '1 millisecond')
	ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, lease_until = excluded.lease_until
	WHERE job.holder = excluded.holder OR job.lease_until <= now()
	RETURNING progress`;

const SAVE = `
	UPDATE job SET progress = $4::jsonb, lease_until = now() + $3::int * interval '1 millisecond'
	WHERE name = $1 AND holder = $2
	RETURNING name`;

const RELEASE = `UPDATE job SET lease_until = now() WHERE name = $1 AND holder = $2`;

/** The lease of the job `name`, under a name of its own for this process. A lease ends `leaseMs` after it was last taken. */
export function createJobLease(sql: Sql, name: string, leaseMs: number): JobLease {
	const holder = randomUUID();
	return {
		async take() {
			const { rows } = await sql.query<{ progress: Readonly<Record<string, unknown>> }>(TAKE, [
				name,
				holder,
				leaseMs
			]);
			return rows[0]?.progress;
		},
		async save(progress) {
			const given = [name, holder, leaseMs, JSON.stringify(progress)];
			return (await sql.query(SAVE, given)).rows.length > 0;
		},
		async release() {
			await sql.query(RELEASE, [name, holder]);
		}
	};
}
