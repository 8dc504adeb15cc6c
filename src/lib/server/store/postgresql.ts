import pg from 'pg';
import type { Rows, Sql, Store } from './store.ts';

/** A pool on a PostgreSQL server. Opens connections as they are needed; `close` ends them. */
export function openPostgresql(url: string, failed: (error: Error) => void): Store {
	const pool = new pg.Pool({
		connectionString: url,
		max: 10,
		connectionTimeoutMillis: 5_000,
		statement_timeout: 15_000,
		application_name: 'youkan'
	});
	pool.on('error', failed);
	const on = (client: pg.Pool | pg.PoolClient): Sql => ({
		async query<Row>(text: string, parameters: readonly unknown[] = []): Promise<Rows<Row>> {
			const { rows } = await client.query<pg.QueryResultRow>(text, [...parameters]);
			// The caller names the row's shape beside the SQL that makes it.
			return { rows: rows as Row[] };
		}
	});
	return {
		...on(pool),
		kind: 'postgresql',
		async transaction(work) {
			const client = await pool.connect();
			try {
				await client.query('BEGIN');
				const result = await work(on(client));
				await client.query('COMMIT');
				client.release();
				return result;
			} catch (error) {
				// A connection that cannot even roll back is thrown away.
				const broken = await client.query('ROLLBACK').then(
					() => false,
					() => true
				);
				client.release(broken);
				throw error;
			}
		},
		close: () => pool.end()
	};
}
