import { Readable } from 'node:stream';
import { ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client';

/** Where ClickHouse is. The database is created by the migrations. */
export interface ClickHouseAddress {
	readonly url: string;
	readonly user?: string | undefined;
	readonly password?: string | undefined;
	readonly database: string;
}

/** A value that a query can bind as `{name:Type}`. */
type Parameter = string | number | boolean | readonly string[] | readonly number[];

export interface ClickHouse {
	/** The rows of a SELECT. `module` names the asker in system.query_log. */
	query<Row>(
		module: string,
		sql: string,
		parameters?: Readonly<Record<string, Parameter>>
	): Promise<Row[]>;
	/** A statement without a result: DDL, or a small INSERT … VALUES. */
	command(sql: string, parameters?: Readonly<Record<string, Parameter>>): Promise<void>;
	/**
	 * Inserts `lines` (JSONCompactEachRow, in the order of `columns`) as one block. The same token again
	 * stores nothing, here and in the views behind, so an uncertain result is simply retried.
	 */
	insert(table: string, columns: readonly string[], lines: string, token: string): Promise<void>;
	/** Rejects when the server does not answer. */
	ping(): Promise<void>;
	close(): Promise<void>;
}

/** Why a statement failed: `data` will fail again however often it is tried; `system` may pass. */
export type Failure = 'data' | 'system';

// Codes of ClickHouse that speak of the rows themselves, not of the server's state.
const dataCodes = new Set([
	'6', // CANNOT_PARSE_TEXT
	'26', // CANNOT_PARSE_QUOTED_STRING
	'27', // CANNOT_PARSE_INPUT_ASSERTION_FAILED
	'38', // CANNOT_PARSE_DATE
	'41', // CANNOT_PARSE_DATETIME
	'53', // TYPE_MISMATCH
	'69', // ARGUMENT_OUT_OF_BOUND
	'70', // CANNOT_CONVERT_TYPE
	'72', // CANNOT_PARSE_NUMBER
	'117', // INCORRECT_DATA
	'131', // TOO_LARGE_STRING_SIZE
	'349', // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
	'469' // VIOLATED_CONSTRAINT
]);

/** Classifies a failed statement by ClickHouse's code; what is not ClickHouse's own answer is `system`. */
export function failureOf(error: unknown): Failure {
	return error instanceof ClickHouseError && dataCodes.has(error.code) ? 'data' : 'system';
}

/** True when ClickHouse answered that the named database or table is not there. */
export function isMissing(error: unknown): boolean {
	return error instanceof ClickHouseError && (error.code === '60' || error.code === '81');
}

/** A client of one ClickHouse; `close` ends its connections. */
export function createClickHouse(address: ClickHouseAddress): ClickHouse {
	const client = createClient({
		url: address.url,
		...(address.user !== undefined && { username: address.user }),
		...(address.password !== undefined && { password: address.password }),
		database: address.database,
		// Whoever asks hears of a failure, and logs it where it matters.
		log: { level: ClickHouseLogLevel.OFF },
		request_timeout: 60_000,
		max_open_connections: 8,
		// The server closes idle connections after 10 s (its default): be earlier.
		keep_alive: { enabled: true, idle_socket_ttl: 2_500 }
	});
	return {
		async query<Row>(
			module: string,
			sql: string,
			parameters?: Readonly<Record<string, Parameter>>
		) {
			const result = await client.query({
				query: sql,
				format: 'JSONEachRow',
				query_params: { ...parameters },
				clickhouse_settings: {
					log_comment: module,
					output_format_json_quote_64bit_integers: 0,
					max_execution_time: 30
				}
			});
			return result.json<Row>();
		},
		async command(sql, parameters) {
			await client.command({
				query: sql,
				query_params: { ...parameters },
				// What is done in the background leaves a core to who waits for an answer.
				clickhouse_settings: { max_threads: 1 }
			});
		},
		async insert(table, columns, lines, token) {
			const answer = await client.exec({
				query: `INSERT INTO ${table} (${columns.join(', ')}) FORMAT JSONCompactEachRow`,
				values: Readable.from([Buffer.from(lines)]),
				clickhouse_settings: {
					async_insert: 0,
					insert_deduplicate: 1,
					insert_deduplication_token: token,
					deduplicate_blocks_in_dependent_materialized_views: 1,
					// One block a batch: a token covers the whole of it.
					input_format_parallel_parsing: 0,
					max_insert_block_size: '1000000',
					min_insert_block_size_rows: '0',
					log_comment: `insert:${table}`
				}
			});
			answer.stream.resume();
			await new Promise<void>((resolve, reject) => {
				answer.stream.once('end', resolve);
				answer.stream.once('error', reject);
			});
		},
		async ping() {
			await client.query({ query: 'SELECT 1', format: 'JSONEachRow' }).then((r) => r.json());
		},
		close: () => client.close()
	};
}
