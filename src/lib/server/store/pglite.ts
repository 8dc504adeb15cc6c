import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { lockFile } from '../lock-file.ts';
import type { Answer, Ask } from './pglite-worker.ts';
import type { Rows, Sql, Store } from './store.ts';

/**
 * PGlite on `directory`, in a worker thread, under a lock file of its own: two processes on one directory
 * corrupt it silently. Throws DirectoryInUse when another living process has it.
 */
export async function openPglite(directory: string): Promise<Store> {
	mkdirSync(directory, { recursive: true });
	const unlock = lockFile(join(directory, '..', 'postgres.lock'));
	try {
		return await start(directory, unlock);
	} catch (error) {
		unlock();
		throw error;
	}
}

async function start(directory: string, unlock: () => void): Promise<Store> {
	const worker = new Worker(new URL('./pglite-worker.ts', import.meta.url), {
		workerData: directory
	});
	const waiting = new Map<number, (answer: Answer) => void>();
	let next = 0;
	// One session: a transaction holds the turn until its end.
	let turn: Promise<unknown> = Promise.resolve();
	let failure: Error | undefined;

	function fail(error: Error): void {
		failure = error;
		for (const [id, settle] of waiting) settle({ id, error: { message: error.message } });
		waiting.clear();
	}

	const closed = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
	await new Promise<void>((resolve, reject) => {
		worker.once('error', reject);
		worker.once('exit', (code) => reject(new Error(`the PGlite thread ended (${code})`)));
		worker.on('message', (message: Answer | 'ready' | 'closed') => {
			if (message === 'ready') resolve();
			else if (message !== 'closed') {
				waiting.get(message.id)?.(message);
				waiting.delete(message.id);
			}
		});
	});
	worker.on('error', (error: Error) => fail(error));
	worker.once('exit', () => fail(new Error('the PGlite thread has ended')));

	function ask<Row>(text: string, parameters: readonly unknown[] = []): Promise<Rows<Row>> {
		return new Promise((resolve, reject) => {
			if (failure) return reject(failure);
			const id = next++;
			waiting.set(id, (answer) => {
				if (answer.error)
					reject(Object.assign(new Error(answer.error.message), { code: answer.error.code }));
				// The caller names the row's shape beside the SQL that makes it.
				else resolve({ rows: (answer.rows ?? []) as readonly Row[] });
			});
			worker.postMessage({ id, text, parameters } satisfies Ask);
		});
	}

	function inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = turn.then(work);
		turn = result.catch(() => undefined);
		return result;
	}

	const session: Sql = { query: ask };
	return {
		kind: 'pglite',
		query: (text, parameters) => inTurn(() => ask(text, parameters)),
		transaction: (work) =>
			inTurn(async () => {
				await ask('BEGIN');
				try {
					const result = await work(session);
					await ask('COMMIT');
					return result;
				} catch (error) {
					await ask('ROLLBACK').catch(() => undefined);
					throw error;
				}
			}),
		async close() {
			await turn.catch(() => undefined);
			worker.postMessage('close');
			await closed;
			unlock();
		}
	};
}
