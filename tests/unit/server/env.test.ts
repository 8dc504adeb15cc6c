import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, field, parseEnv, type Environment } from '#server/env.ts';

/** The faults of an environment; empty when it is accepted. */
function faultsOf(shape: z.ZodRawShape, environment: Environment): readonly string[] {
	try {
		parseEnv(shape, environment);
		return [];
	} catch (error) {
		if (error instanceof ConfigError) return error.faults;
		throw error;
	}
}

const shape = {
	PORT: field.port(3000),
	RETENTION_DAYS: field.integer(400, 1, 3650),
	MQTT_URL: field.url('mqtt', 'mqtts'),
	MQTT_PASSWORD: field.text('a password').optional(),
	SIMULATOR: field.choice(['on', 'off']).default('on'),
	LOG_LEVEL: field.logLevel
};
const right = { MQTT_URL: 'mqtt://127.0.0.1:1883' };

describe('parseEnv', () => {
	it('fills in what is not set', () => {
		expect(parseEnv(shape, right)).toEqual({
			...{ PORT: 3000, RETENTION_DAYS: 400, MQTT_URL: 'mqtt://127.0.0.1:1883' },
			...{ SIMULATOR: 'on', LOG_LEVEL: 'info' }
		});
	});

	it.each(['', ' ', '\t\n'])('counts the blank %j as not set', (blank) => {
		const environment = { ...right, PORT: blank, MQTT_PASSWORD: blank, SIMULATOR: blank };
		expect(parseEnv(shape, environment)).toEqual(parseEnv(shape, right));
		expect(faultsOf(shape, { MQTT_URL: blank })).toEqual([
			'MQTT_URL: given nothing, accepted: a URL that begins with mqtt:// or mqtts://'
		]);
	});

	it('reads what is set, without the space around, and looks at nothing else', () => {
		const environment = { ...right, PORT: ' 8080 ', SIMULATOR: 'off', OTHER: 'x' };
		expect(parseEnv(shape, environment)).toMatchObject({ PORT: 8080, SIMULATOR: 'off' });
		expect(parseEnv(shape, environment)).not.toHaveProperty('OTHER');
	});

	it('names every fault at once, a line each, with what was given and what is accepted', () => {
		const environment = { PORT: '0', RETENTION_DAYS: '4e2', SIMULATOR: 'yes', LOG_LEVEL: 'trace' };
		expect(faultsOf(shape, environment)).toEqual([
			'PORT: given "0", accepted: a port from 1 to 65535',
			'RETENTION_DAYS: given "4e2", accepted: a whole number from 1 to 3650',
			'MQTT_URL: given nothing, accepted: a URL that begins with mqtt:// or mqtts://',
			'SIMULATOR: given "yes", accepted: one of on, off',
			'LOG_LEVEL: given "trace", accepted: one of debug, info, warn, error, silent'
		]);
		expect(() => parseEnv(shape, environment)).toThrow(ConfigError);
	});

	it.each([
		['a field with a default', field.text('three letters', /^[a-z]{3}$/).default('abc')],
		['an optional field', field.text('three letters', /^[a-z]{3}$/).optional()],
		[
			'both',
			field
				.text('three letters', /^[a-z]{3}$/)
				.optional()
				.default('abc')
		]
	])('knows what is accepted of %s', (_name, schema) => {
		expect(faultsOf({ X: schema }, { X: 'abcd' })).toEqual([
			'X: given "abcd", accepted: three letters'
		]);
	});

	it('gives one line to a variable with several faults', () => {
		const twice = z.string().min(5).regex(/^x/).describe('five with x');
		expect(faultsOf({ X: twice }, { X: 'a\nb' })).toEqual([
			'X: given "a\\nb", accepted: five with x'
		]);
	});
});

describe('numbers', () => {
	it.each(['1', '80', '65535'])('takes %j as a port', (text) => {
		expect(parseEnv({ PORT: field.port(3000) }, { PORT: text })).toEqual({ PORT: Number(text) });
	});

	it.each([
		...['0', '65536', '-1', '+80', '080', '80.0', '8e1', '0x50', '80a', '8 0', '８０', 'NaN'],
		...['Infinity', 'true', '99999999999999999999999']
	])('refuses %j as a port', (text) => {
		expect(faultsOf({ PORT: field.port(3000) }, { PORT: text })).toHaveLength(1);
	});
});

describe('urls', () => {
	const urlShape = { X_URL: field.url('http', 'https') };
	it.each([
		'http://127.0.0.1:8123',
		'https://ch.example',
		'HTTP://ch.example',
		'http://[::1]:1/x?y'
	])('takes %s', (url) => {
		expect(parseEnv(urlShape, { X_URL: url })).toEqual({ X_URL: url });
	});

	it.each([
		'127.0.0.1:8123',
		'localhost:8123',
		'ftp://x',
		'http:x',
		'http:/x',
		'http://',
		'//x',
		'x'
	])('refuses %s', (url) => {
		expect(faultsOf(urlShape, { X_URL: url })).toHaveLength(1);
	});

	it.each(['mqtt:broker:1883', 'mqtt:', 'mqtt://', 'broker:1883'])(
		'refuses the broker %s',
		(url) => {
			expect(faultsOf({ X_URL: field.url('mqtt') }, { X_URL: url })).toHaveLength(1);
		}
	);

	it('takes a PostgreSQL on a socket, which has no host', () => {
		const url = 'postgres:///youkan?host=/run/postgresql';
		expect(parseEnv({ X_URL: field.url('postgres') }, { X_URL: url })).toEqual({ X_URL: url });
	});
});

describe('secrets', () => {
	const refuseAll = z
		.string()
		.refine((text) => text === '')
		.describe('none');

	it.each([
		...['MQTT_PASSWORD', 'CLICKHOUSE_PASSWORD', 'ADMIN_PASSWORD', 'API_TOKEN', 'WALL_TOKEN'],
		...['CLIENT_SECRET']
	])('are hidden in %s', (name) => {
		expect(faultsOf({ [name]: refuseAll }, { [name]: 's3cret' })).toEqual([
			`${name}: given ***, accepted: none`
		]);
	});

	it.each([
		['mqtts://user:s3cret@broker:8883', '"mqtts://***@broker:8883"'],
		['mqtts://user:s3c@s3cret@broker', '"mqtts://***@broker"'],
		['mqtts://user:s3c/s3cret@broker', '"mqtts://***@broker"'],
		['mqtts://s3cret@broker', '"mqtts://***@broker"'],
		['user:s3cret@broker:8883', '"***@broker:8883"'],
		['postgres://db/x?user=u&password=s3cret', '"postgres://db/x?***"'],
		['https://watch.example/ping?key=s3cret', '"https://watch.example/ping?***"'],
		['ftp://broker', '"ftp://broker"']
	])('are hidden in the URL %s', (url, shown) => {
		expect(faultsOf({ X_URL: refuseAll }, { X_URL: url })).toEqual([
			`X_URL: given ${shown}, accepted: none`
		]);
	});

	it('and long values are cut', () => {
		expect(faultsOf({ X: refuseAll }, { X: 'x'.repeat(100) })).toEqual([
			`X: given "${'x'.repeat(64)}…", accepted: none`
		]);
	});
});
