import { join } from 'node:path';
import { z } from 'zod';
import { field, parseEnv, type Environment } from '#server/env.ts';
import { brokerOf, mqttFields } from '#server/settings.ts';

const RATE_RANGE = [0.1, 20_000] as const;
const MAX_SEED = 2_147_483_647;

/** What `npm run simulate` needs. Throws ConfigError with every fault. */
export function readSimulatorConfig(environment: Environment = process.env) {
	const env = parseEnv(
		{
			...mqttFields,
			SIMULATOR_RATE: z
				.string()
				.regex(/^(0|[1-9]\d*)(\.\d+)?$/)
				.transform(Number)
				.pipe(z.number().min(RATE_RANGE[0]).max(RATE_RANGE[1]))
				.optional()
				.describe(`events per second, a number from ${RATE_RANGE[0]} to ${RATE_RANGE[1]}`),
			SIMULATOR_SEED: field.integer(1, 0, MAX_SEED),
			DATA_DIR: field.text('a directory').default('./data'),
			LOG_LEVEL: field.logLevel
		},
		environment
	);
	return {
		broker: brokerOf(env, 'youkan-simulator'),
		/** Undefined: the daily curve. */
		rate: env.SIMULATOR_RATE,
		seed: env.SIMULATOR_SEED,
		marker: join(env.DATA_DIR, 'simulated.json'),
		logLevel: env.LOG_LEVEL
	};
}

/** What `npm run replay` needs: without MQTT_URL the embedded broker of this machine. Throws ConfigError. */
export function readReplayConfig(environment: Environment = process.env) {
	const env = parseEnv(
		{
			...mqttFields,
			MQTT_URL: mqttFields.MQTT_URL.optional(),
			EMBEDDED_MQTT_PORT: field.port(1883)
		},
		environment
	);
	const url = env.MQTT_URL ?? `mqtt://127.0.0.1:${env.EMBEDDED_MQTT_PORT}`;
	return { broker: brokerOf({ ...env, MQTT_URL: url }, `youkan-replay-${process.pid}`) };
}
