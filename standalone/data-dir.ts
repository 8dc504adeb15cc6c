import { accessSync, constants, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DirectoryInUse, lockFile, lockHolder } from '#server/lock-file.ts';

/** `npm start` cannot go on; the message says in a line or a few why, and what to do. */
export class StartFailed extends Error {
	readonly exitCode: number;
	constructor(message: string, exitCode = 1) {
		super(message);
		this.name = 'StartFailed';
		this.exitCode = exitCode;
	}
}

/** The data directory's own places. */
export interface DataDir {
	readonly logs: string;
	readonly clickhouse: string;
	/** Whether the run before was cut off: its processes may still be ending. */
	readonly wasAbandoned: boolean;
	/** Whether another living process is at work in the directory. */
	isBusy(): boolean;
	/** Gives the directory back. */
	unlock(): void;
}

const LOCK = 'start.lock';

/** Makes the data directory where it is missing, and takes it for this process. Throws StartFailed. */
export function takeDataDir(directory: string): DataDir {
	const logs = join(directory, 'logs');
	const clickhouse = join(directory, 'clickhouse');
	try {
		// What people and items are called is in there: nobody else's business.
		mkdirSync(directory, { recursive: true, mode: 0o700 });
		for (const folder of [logs, clickhouse]) mkdirSync(folder, { recursive: true });
		for (const folder of [directory, logs, clickhouse])
			accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
		const wasAbandoned = existsSync(join(directory, LOCK));
		const unlock = lockFile(join(directory, LOCK));
		return { logs, clickhouse, wasAbandoned, isBusy: () => isBusy(directory), unlock };
	} catch (error) {
		if (error instanceof DirectoryInUse)
			throw new StartFailed(
				`DATA_DIR ${directory} is in use by process ${error.pid}: stop that one first, or set DATA_DIR to another directory`
			);
		throw new StartFailed(
			`DATA_DIR ${directory} cannot be used (${codeOf(error)}): make it a directory that this user may read and write, or set DATA_DIR to another`
		);
	}
}

function isBusy(directory: string): boolean {
	const holders = readdirSync(directory)
		.filter((name) => name.endsWith('.lock'))
		.map((name) => lockHolder(join(directory, name)));
	return holders.some((pid) => pid !== null && pid !== process.pid);
}

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
