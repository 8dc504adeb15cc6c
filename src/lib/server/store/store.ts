/**
 * PostgreSQL: what people did and may do. Two engines behind one interface: a PostgreSQL server by its
 * URL, or PGlite in a worker thread on a directory of its own. Whoever opens a store closes it.
 */

export interface Rows<Row> {
	readonly rows: readonly Row[];
}

/** Something that runs SQL with `$1` parameters: a store, or a transaction in it. */
export interface Sql {
	query<Row>(text: string, parameters?: readonly unknown[]): Promise<Rows<Row>>;
}

export interface Store extends Sql {
	/** Runs `work` in one transaction: all of it or, when it rejects, nothing. Only `sql` may be used inside. */
	transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
	/** Which engine it is, for people. */
	readonly kind: 'postgresql' | 'pglite';
	close(): Promise<void>;
}
