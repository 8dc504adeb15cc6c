/** The environment variables that several processes share, and how each is read. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { field } from './env.ts';
import type { ClickHouseAddress } from './clickhouse/client.ts';
import type { BrokerAddress } from './mqtt.ts';

const brokerUrl = field.url('mqtt', 'mqtts', 'tcp', 'ssl', 'ws', 'wss');

/** Of whoever talks to the broker. */
export const mqttFields = {
	MQTT_URL: brokerUrl,
	MQTT_USERNAME: field.text('a user name of 1 to 1024 characters').optional(),
	MQTT_PASSWORD: field.text('a password of 1 to 1024 characters').optional(),
	MQTT_CA: z
		.string()
		.transform((file, context) => {
			try {
				return readFileSync(file, 'utf8');
			} catch {
				context.addIssue({ code: 'custom', message: 'unreadable' });
				return z.NEVER;
			}
		})
		.describe('a readable PEM file with the certificate of the authority')
		.optional()
};

/** Of whoever talks to ClickHouse. */
export const clickhouseFields = {
	CLICKHOUSE_URL: field.url('http', 'https'),
	CLICKHOUSE_USER: field.text('a user name of 1 to 1024 characters').optional(),
	CLICKHOUSE_PASSWORD: field.text('a password of 1 to 1024 characters').optional(),
	CLICKHOUSE_DATABASE: field
		.text('a name of letters, digits and _', /^[A-Za-z_][A-Za-z0-9_]{0,62}$/)
		.default('youkan')
};

/** Of whoever opens PostgreSQL, or PGlite in the data directory. */
export const storeFields = {
	DATABASE_URL: field.url('postgres', 'postgresql').optional(),
	DATA_DIR: field.text('a directory').default('./data')
};

export const retentionField = { RETENTION_DAYS: field.integer(400, 1, 3650) };

type Read<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>;

/** The broker's address out of the variables above. */
export function brokerOf(env: Read<typeof mqttFields>, clientId: string): BrokerAddress {
	return {
		url: env.MQTT_URL,
		username: env.MQTT_USERNAME,
		password: env.MQTT_PASSWORD,
		ca: env.MQTT_CA,
		clientId
	};
}

/** The address of ClickHouse out of the variables above. */
export function clickhouseOf(env: Read<typeof clickhouseFields>): ClickHouseAddress {
	return {
		url: env.CLICKHOUSE_URL,
		user: env.CLICKHOUSE_USER,
		password: env.CLICKHOUSE_PASSWORD,
		database: env.CLICKHOUSE_DATABASE
	};
}
