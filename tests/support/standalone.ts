import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { freePort } from './ports.ts';
import { projectRoot } from './processes.ts';
import { eventually } from './wait.ts';

/** A run of `npm start`, in a process group of its own as a terminal gives it one. */
export interface StandaloneRun {
	readonly pid: number;
	readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
	/** Everything it wrote so far. */
	output(): string;
	/** The processes of its group that are left, by the file they run. */
	members(): { pid: number; file: string }[];
	/** The process that runs `file`, or null. */
	pidOf(file: string): number | null;
	/** A signal to the supervisor alone. */
	signal(name: NodeJS.Signals): void;
	/** A signal to all of the group, as Ctrl-C in a terminal is. */
	signalGroup(name: NodeJS.Signals): void;
	/** Resolves when it has printed its addresses. */
	ready(): Promise<void>;
	/** Resolves, with the milliseconds it took, when no process of the group is left. */
	gone(): Promise<number>;
}

/** The environment of a run on free ports of loopback, without the simulated nation. */
export async function standaloneEnvironment(dataDir: string): Promise<Record<string, string>> {
	const [port, mqtt, clickhouse] = await Promise.all([freePort(), freePort(), freePort()]);
	return {
		PORT: String(port),
		EMBEDDED_MQTT_PORT: String(mqtt),
		EMBEDDED_CLICKHOUSE_PORT: String(clickhouse),
		DATA_DIR: dataDir,
		SIMULATOR: 'off'
	};
}

/** Starts what `npm start` runs, with a bare environment and `env`. The caller ends it. */
export function startStandalone(env: Readonly<Record<string, string>>): StandaloneRun {
	const child = spawn(process.execPath, ['standalone/main.ts'], {
		cwd: projectRoot,
		env: { PATH: process.env['PATH'] ?? '', ...env },
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe']
	});
	const pid = child.pid ?? 0;
	let output = '';
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding('utf8').on('data', (text: string) => (output += text));
	const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
		child.once('close', (code, signal) => resolve({ code, signal }))
	);
	return {
		pid,
		exited,
		output: () => output,
		members: () => membersOf(pid),
		pidOf: (file) => membersOf(pid).find((member) => member.file === file)?.pid ?? null,
		signal: (name) => void child.kill(name),
		signalGroup: (name) => void process.kill(-pid, name),
		async ready() {
			const outcome = await eventually(
				'it has printed its addresses',
				() => {
					if (/Stop +Ctrl-C/.test(output)) return 'ready';
					return child.exitCode !== null && 'ended';
				},
				150_000
			);
			if (outcome === 'ended') throw new Error(`it ended before it was ready:\n${output}`);
		},
		async gone() {
			const start = Date.now();
			await eventually('no process is left', () => membersOf(pid).length === 0, 20_000).catch(
				(error: unknown) => {
					const left = JSON.stringify(membersOf(pid));
					throw new Error(`${String(error)}: ${left}\n${output}`);
				}
			);
			return Date.now() - start;
		}
	};
}

/** The living processes of a group. */
function membersOf(group: number): { pid: number; file: string }[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.flatMap((name) => {
			try {
				const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
				const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
				if (Number(pgrp) !== group || state === 'Z') return [];
				const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
				const file = words.find((word) => /^(standalone|ingest|server|simulator)\//.test(word));
				return [{ pid: Number(name), file: file ?? words.join(' ') }];
			} catch {
				return [];
			}
		});
}
