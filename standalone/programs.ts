/** Which programs `npm start` runs, in which order they start, and in which they end. */
import type { Environment } from '#server/env.ts';
import type { StandaloneConfig } from './config.ts';
import type { Program } from './program.ts';

export type PartName = 'clickhouse' | 'broker' | 'ingest' | 'server' | 'simulator';

/** A program that is kept running. */
export interface PartProgram extends Program {
	readonly name: PartName;
}

/** What every program is given. */
interface Given {
	readonly environment: Environment;
}

/** What runs on its own before ingest, server and simulator: the embedded servers, those without a URL. */
export function embeddedPrograms(
	config: Given & Pick<StandaloneConfig, 'broker' | 'clickhouse' | 'ingestClientId' | 'logLevel'>,
	clickhouseDirectory: string
): PartProgram[] {
	const { environment } = config;
	const programs: PartProgram[] = [];
	if (config.clickhouse)
		programs.push({
			name: 'clickhouse',
			file: 'standalone/clickhouse-process.ts',
			args: ['--path', clickhouseDirectory, '--port', String(config.clickhouse.port)],
			environment
		});
	if (config.broker)
		programs.push({
			name: 'broker',
			file: 'standalone/broker-process.ts',
			args: [
				...['--port', String(config.broker.port)],
				...['--ingest', config.ingestClientId],
				...['--log-level', config.logLevel]
			],
			environment
		});
	return programs;
}

/** What runs once the schema is there. The simulated nation begins at once, so that figures move early. */
export function youkanPrograms(config: Given & Pick<StandaloneConfig, 'simulator'>): PartProgram[] {
	const { environment } = config;
	return [
		{ name: 'ingest', file: 'ingest/main.ts', environment },
		{ name: 'server', file: 'server/main.ts', environment },
		...(config.simulator
			? [{ name: 'simulator', file: 'simulator/main.ts', environment } as const]
			: [])
	];
}

/** Brings the schema up to date, and ends. */
export function migration(config: Given): Program {
	return {
		name: 'migrate',
		file: 'server/migrate.ts',
		environment: config.environment
	};
}

/** Builds the app, and ends. */
export function appBuild(config: Given): Program {
	return {
		name: 'build',
		file: 'node_modules/vite/bin/vite.js',
		args: ['build', '--logLevel', 'warn'],
		environment: config.environment
	};
}

/** One thing to do on the way down: a part is ended, or the broker lets ingest finish. */
export interface StopStep {
	readonly act: 'end' | 'drain';
	readonly part: PartName;
	/** After this the next step comes; a part that has not ended by then is cut off. */
	readonly deadlineMs: number;
}

// All together stay below the ten seconds that a stop may take.
const fullStop: readonly StopStep[] = [
	{ act: 'end', part: 'simulator', deadlineMs: 1_000 },
	{ act: 'drain', part: 'broker', deadlineMs: 2_000 },
	{ act: 'end', part: 'ingest', deadlineMs: 1_500 },
	{ act: 'end', part: 'server', deadlineMs: 2_000 },
	{ act: 'end', part: 'broker', deadlineMs: 500 },
	{ act: 'end', part: 'clickhouse', deadlineMs: 2_000 }
];

/**
 * How to stop what runs, so that nothing is lost that the broker accepted: the source first, then the
 * broker is drained into ingest, and the stores end last.
 */
export function stopSteps(running: ReadonlySet<PartName>): StopStep[] {
	return fullStop.filter(
		({ act, part }) => running.has(part) && (act === 'end' || running.has('ingest'))
	);
}
