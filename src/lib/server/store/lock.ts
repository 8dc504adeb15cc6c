import { openSync, closeSync, readFileSync, rmSync, writeSync } from 'node:fs';

/** A directory is already used by another living process. */
export class DirectoryInUse extends Error {
	readonly pid: number;
	constructor(file: string, pid: number) {
		super(`${file}: in use by process ${pid}`);
		this.name = 'DirectoryInUse';
		this.pid = pid;
	}
}

/**
 * Takes a lock file for this process; the returned function gives it back. A lock whose process is dead
 * is taken over, never one that is merely old: a busy process looks dead. Throws DirectoryInUse.
 */
export function lockFile(file: string): () => void {
	const me = `${process.pid} ${startOf(process.pid)}`;
	for (;;) {
		try {
			const handle = openSync(file, 'wx', 0o600);
			writeSync(handle, me);
			closeSync(handle);
			return () => rmSync(file, { force: true });
		} catch (error) {
			if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
		}
		const [pid = '', start = ''] = readIfThere(file).split(' ');
		if (pid !== '' && startOf(Number(pid)) === start && start !== '')
			throw new DirectoryInUse(file, Number(pid));
		rmSync(file, { force: true });
	}
}

function readIfThere(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}

/** When a process started, in the kernel's ticks, so that a reused pid is not mistaken; '' when it is not alive. */
function startOf(pid: number): string {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// Field 22, counted after the command's closing parenthesis, which may itself hold spaces.
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
	} catch {
		return aliveWithoutProc(pid) ? 'alive' : '';
	}
}

function aliveWithoutProc(pid: number): boolean {
	if (process.platform === 'linux') return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}
