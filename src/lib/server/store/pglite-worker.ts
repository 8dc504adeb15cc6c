/**
 * The thread that owns a PGlite directory. PGlite blocks its thread while a query runs and has one
 * session: this thread takes one request at a time, in order, so that a transaction is never mixed up
 * with another's statements.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

/** A request of the main thread. */
export interface Ask {
	readonly id: number;
	readonly text: string;
	readonly parameters: readonly unknown[];
}

/** The answer; `error` carries PostgreSQL's message and SQLSTATE. */
export interface Answer {
	readonly id: number;
	readonly rows?: readonly unknown[];
	readonly error?: { readonly message: string; readonly code?: string };
}

if (!parentPort) throw new Error('pglite-worker runs as a worker thread');
const port = parentPort;
const directory: unknown = workerData;
if (typeof directory !== 'string') throw new Error('pglite-worker needs the directory of its data');

const db = await PGlite.create(directory);
let last: Promise<void> = Promise.resolve();

port.on('message', (ask: Ask | 'close') => {
	last = last.then(() => (ask === 'close' ? close() : answer(ask)));
});
port.postMessage('ready');

async function answer(ask: Ask): Promise<void> {
	try {
		// Without parameters the simple protocol takes several statements, as a migration may hold.
		const rows =
			ask.parameters.length === 0
				? ((await db.exec(ask.text)).at(-1)?.rows ?? [])
				: (await db.query(ask.text, [...ask.parameters])).rows;
		port.postMessage({ id: ask.id, rows } satisfies Answer);
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
		port.postMessage({
			id: ask.id,
			error: { message, ...(code !== undefined && { code }) }
		} satisfies Answer);
	}
}

async function close(): Promise<void> {
	await db.close();
	port.postMessage('closed');
	port.close();
}
