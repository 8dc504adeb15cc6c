import { describe, expect, it } from 'vitest';
import { ConfigError } from '#server/env.ts';
import { oldNode, projectRoot, readStandaloneConfig } from '../../../standalone/config.ts';

function faultsOf(environment: Record<string, string>): readonly string[] {
	try {
		readStandaloneConfig(environment);
	} catch (error) {
		if (error instanceof ConfigError) return error.faults;
	}
	return [];
}

describe('readStandaloneConfig', () => {
	it('needs nothing: everything embedded, data below the project, the nation simulated', () => {
		const config = readStandaloneConfig({});
		expect(config).toMatchObject({
			address: 'http://127.0.0.1:3000',
			dataDir: `${projectRoot}data`,
			broker: { port: 1883 },
			clickhouse: { port: 8123 },
			simulator: true,
			ingestClientId: 'youkan-ingest'
		});
		expect(config.environment).toMatchObject({
			MQTT_URL: 'mqtt://127.0.0.1:1883',
			CLICKHOUSE_URL: 'http://127.0.0.1:8123',
			DATA_DIR: `${projectRoot}data`,
			DEMO: 'on'
		});
	});

	it.each([
		['a broker by URL', { MQTT_URL: 'mqtt://broker.example' }, { broker: null, simulator: false }],
		['no simulator', { SIMULATOR: 'off' }, { broker: { port: 1883 }, simulator: false }],
		['a blank URL is none', { MQTT_URL: ' ' }, { broker: { port: 1883 }, simulator: true }],
		[
			'ClickHouse by URL',
			{ CLICKHOUSE_URL: 'http://store.example:8123' },
			{ clickhouse: null, simulator: true }
		],
		[
			'all addresses',
			{ HOST: '0.0.0.0', PORT: '80' },
			{ address: 'http://127.0.0.1:80', localAddress: 'http://127.0.0.1:80' }
		],
		['all of IPv6', { HOST: '::' }, { localAddress: 'http://[::1]:3000' }],
		[
			'a public origin',
			{ ORIGIN: 'https://youkan.example/' },
			{ address: 'https://youkan.example', localAddress: 'http://127.0.0.1:3000' }
		]
	])('%s', (_name, environment, expected) => {
		expect(readStandaloneConfig(environment)).toMatchObject(expected);
	});

	it('passes on what it was given, but no login to the servers that know none', () => {
		const given = { RETENTION_DAYS: '30', CLICKHOUSE_PASSWORD: 'x', MQTT_PASSWORD: 'y' };
		const embedded = readStandaloneConfig(given).environment;
		expect(embedded).toMatchObject({
			RETENTION_DAYS: '30',
			CLICKHOUSE_PASSWORD: '',
			MQTT_PASSWORD: ''
		});
		const urls = { MQTT_URL: 'mqtt://broker.example', CLICKHOUSE_URL: 'http://store.example' };
		expect(readStandaloneConfig({ ...given, ...urls }).environment).toMatchObject({
			...given,
			...urls,
			DEMO: 'off'
		});
	});

	it.each([
		['every fault at once', { PORT: '0', SIMULATOR: 'maybe' }, ['PORT:', 'SIMULATOR:']],
		[
			'two servers on one port',
			{ PORT: '8123' },
			['EMBEDDED_CLICKHOUSE_PORT: given "8123", accepted: a port other than that of PORT']
		],
		['the port of one that is not embedded', { PORT: '1883', MQTT_URL: 'mqtt://b.example' }, []]
	])('%s', (_name, environment, begins) => {
		const faults = faultsOf(environment);
		expect(faults).toHaveLength(begins.length);
		for (const [n, begin] of begins.entries()) expect(faults[n]).toContain(begin);
	});
});

describe('oldNode', () => {
	it.each([
		['20.20.2', false],
		['23.11.0', false],
		['24.0.0', true],
		['26.1.0', true]
	])('%s', (version, isFine) => {
		expect(oldNode(version) === null).toBe(isFine);
	});
});
