import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import { z } from 'zod';
import { ConfigError, field, parseEnv, type Environment } from '#server/env.ts';

/** The folder of package.json, in which every process runs. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url));

const NODE_MAJOR = 24;

const fields = {
	PORT: field.port(3000),
	HOST: field.text('an address or name to listen on').default('127.0.0.1'),
	ORIGIN: field.url('http', 'https').optional(),
	DATA_DIR: field.text('a directory').default('./data'),
	MQTT_URL: field.text('a URL of a broker').optional(),
	MQTT_CLIENT_ID: field.text('a client id').default('youkan-ingest'),
	EMBEDDED_MQTT_PORT: field.port(1883),
	CLICKHOUSE_URL: field.text('a URL of ClickHouse').optional(),
	EMBEDDED_CLICKHOUSE_PORT: field.port(8123),
	SIMULATOR: z.enum(['on', 'off']).default('on').describe('on or off'),
	LOG_LEVEL: field.logLevel
};

/**
 * What `npm start` needs, and the environment that it gives to the processes it starts, which read the
 * rest themselves. Throws ConfigError with every fault.
 */
export function readStandaloneConfig(environment: Environment = process.env) {
	const env = parseEnv(fields, environment);
	const broker = env.MQTT_URL === undefined ? { port: env.EMBEDDED_MQTT_PORT } : null;
	const clickhouse =
		env.CLICKHOUSE_URL === undefined ? { port: env.EMBEDDED_CLICKHOUSE_PORT } : null;
	rejectSharedPorts([
		['PORT', env.PORT],
		['EMBEDDED_MQTT_PORT', broker?.port],
		['EMBEDDED_CLICKHOUSE_PORT', clickhouse?.port]
	]);
	const simulator = isSimulated(environment);
	const dataDir = resolve(projectRoot, env.DATA_DIR);
	return {
		host: env.HOST,
		port: env.PORT,
		/** What people open. */
		address:
			env.ORIGIN === undefined ? localAddress(env.HOST, env.PORT) : new URL(env.ORIGIN).origin,
		/** Where this machine reaches the server. */
		localAddress: localAddress(env.HOST, env.PORT),
		dataDir,
		/** Null where a URL names another. */
		broker,
		/** Null where a URL names another. */
		clickhouse,
		ingestClientId: env.MQTT_CLIENT_ID,
		simulator,
		logLevel: env.LOG_LEVEL,
		environment: {
			...childEnvironment(environment, broker?.port ?? 0, clickhouse?.port ?? 0),
			DATA_DIR: dataDir,
			DEMO: simulator ? 'on' : 'off'
		}
	};
}

export type StandaloneConfig = ReturnType<typeof readStandaloneConfig>;

/** The environment by which the other processes' configurations can be checked, whatever is wrong in this one's. */
export function environmentToCheck(environment: Environment = process.env): Environment {
	return childEnvironment(environment, 1, 1);
}

/** Whether there will be a simulator: a made-up nation does not belong among the events of a real broker. */
export function isSimulated(environment: Environment = process.env): boolean {
	return !isGiven(environment, 'MQTT_URL') && environment['SIMULATOR']?.trim() !== 'off';
}

/** An empty or blank variable counts as not set. */
function isGiven(environment: Environment, name: string): boolean {
	return (environment[name] ?? '').trim() !== '';
}

/** Names the embedded servers where no URL is given; they know no users. */
function childEnvironment(
	environment: Environment,
	mqttPort: number,
	clickhousePort: number
): Environment {
	return {
		...environment,
		...(!isGiven(environment, 'MQTT_URL') && {
			MQTT_URL: `mqtt://127.0.0.1:${mqttPort}`,
			MQTT_USERNAME: '',
			MQTT_PASSWORD: ''
		}),
		...(!isGiven(environment, 'CLICKHOUSE_URL') && {
			CLICKHOUSE_URL: `http://127.0.0.1:${clickhousePort}`,
			CLICKHOUSE_USER: '',
			CLICKHOUSE_PASSWORD: ''
		})
	};
}

/** The fault of a Node.js that is too old for the processes to come, or null. */
export function oldNode(version: string = process.versions.node): string | null {
	return Number.parseInt(version, 10) >= NODE_MAJOR
		? null
		: `Node.js: given ${version}, accepted: ${NODE_MAJOR} or later (npm ci brings it, npm start uses it)`;
}

function rejectSharedPorts(ports: readonly (readonly [string, number | undefined])[]): void {
	const faults = ports.flatMap(([name, port], index) => {
		const earlier = ports
			.slice(0, index)
			.find(([, other]) => other !== undefined && other === port);
		return earlier
			? [`${name}: given "${port}", accepted: a port other than that of ${earlier[0]}`]
			: [];
	});
	if (faults.length > 0) throw new ConfigError(faults);
}

function localAddress(host: string, port: number): string {
	const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
	const reached = everywhere[host] ?? host;
	return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}
