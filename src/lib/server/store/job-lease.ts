import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Sql } from './store.ts';

/**
 * A job that one process at a time does. Who has taken it keeps it as long as its process lives, however long
 * a step takes; the clock of the lease is the database's, whatever the processes show.
 */
export interface JobLease {
	/**
	 * Takes the lease, or keeps it: the job's progress as it is stored, or undefined while another
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

const PROLONG = `
	UPDATE job SET lease_until = now() + $3::int * interval '1 millisecond'
	WHERE name = $1 AND holder = $2 AND lease_until > now()
	RETURNING name`;

const RELEASE = `UPDATE job SET lease_until = now() WHERE name = $1 AND holder = $2`;

/** A held lease is prolonged so many times before it would end. */
const BEATS = 4;

/** The lease of the job `name`, under a name of its own for this process. It ends `leaseMs` after its holder died. */
export function createJobLease(
	sql: Sql,
	name: string,
	{ leaseMs, clock }: { readonly leaseMs: number; readonly clock: Clock }
): JobLease {
	const holder = randomUUID();
	let stop: () => void = () => undefined;

	function keep(): void {
		stop();
		stop = clock.after(leaseMs / BEATS, () => {
			keep();
			void sql.query(PROLONG, [name, holder, leaseMs]).then(
				({ rows }) => {
					if (rows.length === 0) stop();
				},
				// PostgreSQL is away: the next beat tries again, and the lease ends if that lasts.
				() => undefined
			);
		});
	}

	return {
		async take() {
			const { rows } = await sql.query<{ progress: Readonly<Record<string, unknown>> }>(TAKE, [
				name,
				holder,
				leaseMs
			]);
			if (rows.length > 0) keep();
			return rows[0]?.progress;
		},
		async save(progress) {
			const given = [name, holder, leaseMs, JSON.stringify(progress)];
			return (await sql.query(SAVE, given)).rows.length > 0;
		},
		async release() {
			stop();
			await sql.query(RELEASE, [name, holder]);
		}
	};
}
