import { z } from 'zod';
import { field, parseEnv, type Environment } from '#server/env.ts';
import {
	brokerOf,
	clickhouseFields,
	clickhouseOf,
	mqttFields,
	retentionField,
	storeFields
} from '#server/settings.ts';

/** What `npm run migrate` needs. */
export function readMigrateConfig(environment: Environment = process.env) {
	const env = parseEnv({ ...clickhouseFields, ...storeFields, ...retentionField }, environment);
	return {
		clickhouse: clickhouseOf(env),
		databaseUrl: env.DATABASE_URL,
		dataDir: env.DATA_DIR,
		retentionDays: env.RETENTION_DAYS
	};
}

/** What `npm run import` and `audit-verify` need: where the server is, and the token that it runs with. */
export function readClientConfig(environment: Environment = process.env) {
	const env = parseEnv(
		{
			PORT: field.port(3000),
			HOST: field.text('an address or name').default('127.0.0.1'),
			API_TOKEN: field.text('the token that the server was started with', /^\S{24,512}$/)
		},
		environment
	);
	const host = env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST;
	return { url: `http://${host}:${env.PORT}`, token: env.API_TOKEN };
}

/** What `npm run server` needs. Throws ConfigError with every fault. */
export function readServerConfig(environment: Environment = process.env) {
	const env = parseEnv(
		{
			...mqttFields,
			...clickhouseFields,
			...storeFields,
			...retentionField,
			PORT: field.port(3000),
			HOST: field.text('an address or name to listen on').default('127.0.0.1'),
			ORIGIN: field
				.url('http', 'https')
				.transform((text) => new URL(text).origin)
				.describe('the public URL, such as https://youkan.example')
				.optional(),
			API_TOKEN: field.text('at least 24 characters without spaces', /^\S{24,512}$/).optional(),
			ADMIN_PASSWORD: field.text('a password of 8 to 256 characters', /^.{8,256}$/su).optional(),
			ORG_NAME: field.text('1 to 40 characters', /^.{1,40}$/su).default('政务寄递指挥中心'),
			DEMO: z.enum(['on', 'off']).default('off').describe('on or off'),
			LOG_LEVEL: field.logLevel
		},
		environment
	);
	return {
		port: env.PORT,
		host: env.HOST,
		origin:
			env.ORIGIN ?? `http://${env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST}:${env.PORT}`,
		apiToken: env.API_TOKEN,
		adminPassword: env.ADMIN_PASSWORD,
		org: env.ORG_NAME,
		demo: env.DEMO === 'on',
		logLevel: env.LOG_LEVEL,
		// Each server hears the notices by a connection of its own.
		broker: brokerOf(env, `youkan-server-${process.pid}-${env.PORT}`),
		clickhouse: clickhouseOf(env),
		databaseUrl: env.DATABASE_URL,
		dataDir: env.DATA_DIR,
		retentionDays: env.RETENTION_DAYS
	};
}

/**
 * adapter-node reads its settings from the environment when its handler is imported: without the origin every
 * form post over http is refused, and a body may be 512 kB at most.
 */
export function tellAdapter(origin: string): void {
	process.env['ORIGIN'] = origin;
	// A little above what a call may send: who goes beyond that hears it from the call.
	process.env['BODY_SIZE_LIMIT'] = '17M';
}
