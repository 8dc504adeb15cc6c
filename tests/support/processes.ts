import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { eventually } from './wait.ts';

/** The folder of package.json. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

export interface TestProcess {
	readonly pid: number;
	/** Resolves when it has ended, however that happened. */
	readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
	readonly isRunning: boolean;
	/** Everything it wrote so far to standard output and standard error. */
	output(): string;
	/** Standard output line by line, those that are JSON objects (the log). */
	log(): Record<string, unknown>[];
	/** SIGTERM; resolves with how it ended, after SIGKILL when it takes longer than `deadlineMs`. */
	stop(deadlineMs?: number): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
	/** SIGKILL; resolves when it is gone. */
	kill(): Promise<void>;
	/** Any other signal, for example SIGSTOP and SIGCONT. */
	signal(name: NodeJS.Signals): void;
}

export interface ProcessOptions {
	/** Added to a bare environment: nothing of the tester's own settings gets in. */
	readonly env?: Readonly<Record<string, string>>;
	readonly args?: readonly string[];
}

/**
 * Starts one of the project's programs, as `ingest/main.ts`, with an IPC channel as its supervisor
 * would. It ends by itself when the test process dies. The caller stops it.
 */
export function startProcess(file: string, options: ProcessOptions = {}): TestProcess {
	const child = fork(file, options.args ?? [], {
		cwd: projectRoot,
		env: { ...bareEnvironment(), ...options.env },
		execArgv: [],
		stdio: ['ignore', 'pipe', 'pipe', 'ipc']
	});
	return watched(child);
}

/** Starts any other program without an IPC channel. The caller stops it; it ends with the test process at the latest. */
export function startProgram(file: string, options: ProcessOptions = {}): TestProcess {
	const child = spawn(file, options.args ?? [], {
		cwd: projectRoot,
		env: { ...bareEnvironment(), ...options.env },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	const end = () => void child.kill('SIGKILL');
	process.once('exit', end);
	child.once('exit', () => process.off('exit', end));
	return watched(child);
}

/** Runs one of the project's programs to its end and returns its exit code and what it wrote. */
export async function runProcess(
	file: string,
	options: ProcessOptions = {}
): Promise<{ code: number | null; output: string }> {
	const running = startProcess(file, options);
	const { code } = await running.exited;
	return { code, output: running.output() };
}

/** Waits until `check` holds; ends at once, with what the process wrote, when the process ends before. */
export async function ready(
	what: string,
	running: TestProcess,
	check: () => unknown,
	timeoutMs = 30_000
): Promise<void> {
	const outcome = await eventually(
		what,
		async () => (running.isRunning ? (await check()) === true && 'ready' : 'ended'),
		timeoutMs
	).catch(async (error: unknown) => {
		await running.kill();
		throw new Error(`${String(error)}\n${running.output()}`);
	});
	if (outcome === 'ended') throw new Error(`${what}: the process ended\n${running.output()}`);
}

function watched(child: ChildProcess): TestProcess {
	let output = '';
	let standardOutput = '';
	let running = true;
	child.stdout?.setEncoding('utf8').on('data', (text: string) => {
		output += text;
		standardOutput += text;
	});
	child.stderr?.setEncoding('utf8').on('data', (text: string) => (output += text));
	const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
		child.once('error', (error) => {
			running = false;
			output += String(error);
			resolve({ code: null, signal: null });
		});
		child.once('exit', () => (running = false));
		child.once('close', (code, signal) => resolve({ code, signal }));
	});
	return {
		pid: child.pid ?? 0,
		exited,
		get isRunning() {
			return running;
		},
		output: () => output,
		log: () => standardOutput.split('\n').flatMap(logLine),
		async stop(deadlineMs = 10_000) {
			child.kill('SIGTERM');
			const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
			const outcome = await exited;
			clearTimeout(timer);
			return outcome;
		},
		async kill() {
			child.kill('SIGKILL');
			await exited;
		},
		signal: (name) => void child.kill(name)
	};
}

function logLine(line: string): Record<string, unknown>[] {
	if (!line.startsWith('{')) return [];
	try {
		return [JSON.parse(line) as Record<string, unknown>];
	} catch {
		return [];
	}
}

function bareEnvironment(): Record<string, string> {
	const names = ['PATH', 'HOME', 'LANG'];
	return Object.fromEntries(
		names.flatMap((name) => {
			const value = process.env[name];
			return value === undefined ? [] : [[name, value]];
		})
	);
}
