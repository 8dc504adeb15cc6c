import type { Clock } from '#server/clock.ts';
import { ConfigError, EXIT_CONFIG } from '#server/env.ts';
import {
	environmentToCheck,
	isSimulated,
	readStandaloneConfig,
	type StandaloneConfig
} from './config.ts';
import { startProgram } from './program.ts';

/** Where the started processes read their configurations. */
const readers = ['server/config.ts#readServerConfig', 'ingest/config.ts#readIngestConfig'];
const simulatorReader = 'simulator/config.ts#readSimulatorConfig';

/** The configuration of `npm start`. Rejects with one ConfigError of its own faults and those of every process. */
export async function checkedConfig(clock: Clock): Promise<StandaloneConfig> {
	const own = read();
	const config = own instanceof ConfigError ? null : own;
	const faults = own instanceof ConfigError ? own.faults : [];
	const named = new Set(faults.map(variableIn));
	const others = (await faultsOfOthers(config, clock)).filter((f) => !named.has(variableIn(f)));
	if (config && others.length === 0) return config;
	throw new ConfigError([...faults, ...others]);
}

function read(): StandaloneConfig | ConfigError {
	try {
		return readStandaloneConfig();
	} catch (error) {
		if (error instanceof ConfigError) return error;
		throw error;
	}
}

async function faultsOfOthers(config: StandaloneConfig | null, clock: Clock): Promise<string[]> {
	const lines: string[] = [];
	const check = startProgram(
		{
			name: 'check-config',
			file: 'standalone/check-config.ts',
			args: isSimulated() ? [...readers, simulatorReader] : readers,
			environment: config?.environment ?? environmentToCheck()
		},
		clock,
		(line) => void lines.push(line)
	);
	const { code } = await check.exited;
	if (code === 0) return [];
	if (code === EXIT_CONFIG) return lines;
	throw new Error(`the configuration could not be checked: ${lines.join('\n')}`);
}

/** The variable that a fault's line begins with. */
function variableIn(fault: string): string {
	return fault.split(':')[0] ?? fault;
}
