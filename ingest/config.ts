import { field, parseEnv, type Environment } from '#server/env.ts';
import {
	brokerOf,
	clickhouseFields,
	clickhouseOf,
	mqttFields,
	retentionField
} from '#server/settings.ts';

/** What `npm run ingest` needs. Throws ConfigError with every fault. */
export function readIngestConfig(environment: Environment = process.env) {
	const env = parseEnv(
		{
			...mqttFields,
			...clickhouseFields,
			...retentionField,
			MQTT_TOPICS: field
				.text(
					'comma-separated topic filters under youkan/v1/, each optionally $share/GROUP/…',
					/^(\$share\/[^/,+#]+\/)?youkan\/v1\/[^,]+(,(\$share\/[^/,+#]+\/)?youkan\/v1\/[^,]+)*$/
				)
				.default('youkan/v1/#'),
			MQTT_CLIENT_ID: field
				.text(
					'1 to 64 letters, digits, - and _; it names the session the broker keeps',
					/^[A-Za-z0-9_-]{1,64}$/
				)
				.default('youkan-ingest'),
			LOG_LEVEL: field.logLevel
		},
		environment
	);
	return {
		broker: brokerOf(env, env.MQTT_CLIENT_ID),
		worker: env.MQTT_CLIENT_ID,
		filters: env.MQTT_TOPICS.split(','),
		clickhouse: clickhouseOf(env),
		retentionDays: env.RETENTION_DAYS,
		logLevel: env.LOG_LEVEL
	};
}
