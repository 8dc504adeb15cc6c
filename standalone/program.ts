import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Clock } from '#server/clock.ts';
import type { Environment } from '#server/env.ts';
import { projectRoot } from './config.ts';

/** One of the project's programs, and how it is started. */
export interface Program {
	readonly name: string;
	/** Below the project's root. */
	readonly file: string;
	readonly args?: readonly string[];
	readonly environment: Environment;
}

/** How a process ended; `code` is null when a signal did it, or when it could not be started at all. */
export interface Exit {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
}

export interface Running {
	readonly pid: number | undefined;
	/** Resolves when it has ended and all its lines were handed over. */
	readonly exited: Promise<Exit>;
	/** Sends `message` and resolves with the first message that comes back, or when it ends. */
	ask(message: string): Promise<void>;
	/** SIGTERM, and SIGKILL when it is still there after `deadlineMs`; resolves when it has ended. */
	end(deadlineMs: number): Promise<{ wasKilled: boolean }>;
}

/** A line that a program wrote, without its end. */
export type Output = (line: string, from: 'stdout' | 'stderr') => void;

const tether = fileURLToPath(new URL('tether.ts', import.meta.url));

/** Starts a program of this Node under an IPC channel, by which it notices when this process is gone. */
export function startProgram(program: Program, clock: Clock, output: Output): Running {
	const child = fork(program.file, program.args ?? [], {
		cwd: projectRoot,
		env: program.environment,
		execArgv: ['--import', tether],
		stdio: ['ignore', 'pipe', 'pipe', 'ipc']
	});
	const exited = exitOf(child, output);
	return {
		pid: child.pid,
		exited,
		async ask(message) {
			const answered = new Promise((resolve) => child.once('message', resolve));
			if (child.connected) child.send(message, () => undefined);
			await Promise.race([answered, exited]);
		},
		async end(deadlineMs) {
			let wasKilled = false;
			child.kill('SIGTERM');
			const cancel = clock.after(deadlineMs, () => (wasKilled = child.kill('SIGKILL')));
			await exited;
			cancel();
			return { wasKilled };
		}
	};
}

function exitOf(child: ChildProcess, output: Output): Promise<Exit> {
	for (const from of ['stdout', 'stderr'] as const) {
		const input = child[from];
		if (input) createInterface({ input }).on('line', (line) => output(line, from));
	}
	return new Promise((resolve) => {
		child.once('error', (error) => {
			output(error.message, 'stderr');
			if (child.pid === undefined) resolve({ code: null, signal: null });
		});
		child.once('close', (code, signal) => resolve({ code, signal }));
	});
}
