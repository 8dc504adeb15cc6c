import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

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
	const own = `${file}.${process.pid}`;
	writeFileSync(own, me, { mode: 0o600 });
	try {
		for (;;) {
			// A link makes the lock with its content in one step: nobody reads an empty one.
			if (isDone(() => linkSync(own, file), 'EEXIST')) return () => rmSync(file, { force: true });
			const found = readIfThere(file);
			if (found === null) continue;
			const holder = livingHolder(found);
			if (holder !== null) throw new DirectoryInUse(file, holder);
			removeDead(file, found);
		}
	} finally {
		rmSync(own, { force: true });
	}
}

/** The living process that holds a lock file, or null. */
export function lockHolder(file: string): number | null {
	const found = readIfThere(file);
	return found === null ? null : livingHolder(found);
}

function livingHolder(content: string): number | null {
	const [pid = '', start = ''] = content.split(' ');
	return pid !== '' && start !== '' && startOf(Number(pid)) === start ? Number(pid) : null;
}

/** Removes the lock that was read as `found`, not one that another process has put there since. */
function removeDead(file: string, found: string): void {
	const aside = `${file}.${process.pid}.dead`;
	if (!isDone(() => renameSync(file, aside), 'ENOENT')) return;
	if (readIfThere(aside) !== found) isDone(() => linkSync(aside, file), 'EEXIST');
	rmSync(aside, { force: true });
}

/** False when `act` failed with `code`; other failures are thrown. */
function isDone(act: () => void, code: string): boolean {
	try {
		act();
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === code) return false;
		throw error;
	}
}

function readIfThere(file: string): string | null {
	let text: string | null = null;
	isDone(() => void (text = readFileSync(file, 'utf8')), 'ENOENT');
	return text;
}

/** When a process started, in the kernel's ticks, so that a reused pid is not mistaken; '' when it is not alive. */
function startOf(pid: number): string {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// Counted after the command's closing parenthesis, which may itself hold spaces: 3 is the state, 22 the start.
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return fields[0] === 'Z' ? '' : (fields[19] ?? '');
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
