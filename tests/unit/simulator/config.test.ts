import { describe, expect, it } from 'vitest';
import { ConfigError } from '#server/env.ts';
import { readReplayConfig, readSimulatorConfig } from '../../../simulator/config.ts';

const MQTT_URL = 'mqtt://127.0.0.1:1883';

describe('readSimulatorConfig', () => {
	it('has a seed of 1 and no rate unless told', () => {
		const { seed, rate, marker } = readSimulatorConfig({ MQTT_URL });
		expect({ seed, rate, marker }).toEqual({
			seed: 1,
			rate: undefined,
			marker: 'data/simulated.json'
		});
	});

	it('reads what is set', () => {
		const env = { MQTT_URL, SIMULATOR_RATE: '0.1', SIMULATOR_SEED: '42', DATA_DIR: '/tmp/x' };
		expect(readSimulatorConfig(env)).toMatchObject({
			seed: 42,
			rate: 0.1,
			marker: '/tmp/x/simulated.json'
		});
	});

	it('names every fault at once', () => {
		const faults = (env: Record<string, string>): readonly string[] => {
			try {
				readSimulatorConfig(env);
				return [];
			} catch (error) {
				return error instanceof ConfigError ? error.faults : [String(error)];
			}
		};
		expect(faults({ SIMULATOR_RATE: '20001', SIMULATOR_SEED: '-1' })).toEqual([
			expect.stringContaining('MQTT_URL: given nothing'),
			expect.stringContaining('SIMULATOR_RATE: given "20001"'),
			expect.stringContaining('SIMULATOR_SEED: given "-1"')
		]);
		for (const rate of ['0', '0.05', '1e3', 'fast', '-5', '.5'])
			expect(faults({ MQTT_URL, SIMULATOR_RATE: rate })).toHaveLength(1);
	});
});

describe('readReplayConfig', () => {
	it.each([
		['the embedded broker', {}, 'mqtt://127.0.0.1:1883'],
		['the embedded broker at its port', { EMBEDDED_MQTT_PORT: '1999' }, 'mqtt://127.0.0.1:1999'],
		['the broker that is named', { MQTT_URL: 'mqtts://broker:8883' }, 'mqtts://broker:8883']
	])('goes to %s', (_name, env, url) => {
		expect(readReplayConfig(env).broker.url).toBe(url);
	});
});
