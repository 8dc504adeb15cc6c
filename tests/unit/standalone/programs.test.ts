import { describe, expect, it } from 'vitest';
import {
	embeddedPrograms,
	stopSteps,
	youkanPrograms,
	type PartName
} from '../../../standalone/programs.ts';

const all: readonly PartName[] = ['clickhouse', 'broker', 'ingest', 'server', 'simulator'];
const shared = { environment: {}, ingestClientId: 'worker-1', logLevel: 'warn' } as const;

describe('the order of starting', () => {
	it.each([
		['both embedded', { broker: { port: 1 }, clickhouse: { port: 2 } }, ['clickhouse', 'broker']],
		['a broker of its own', { broker: null, clickhouse: { port: 2 } }, ['clickhouse']],
		['a ClickHouse of its own', { broker: { port: 1 }, clickhouse: null }, ['broker']],
		['both by URL', { broker: null, clickhouse: null }, []]
	] as const)('%s', (_name, embedded, names) => {
		const programs = embeddedPrograms({ ...shared, ...embedded }, '/data/clickhouse');
		expect(programs.map((program) => program.name)).toEqual(names);
	});

	it('tells the broker whom publishes wait for', () => {
		const [broker] = embeddedPrograms({ ...shared, broker: { port: 7 }, clickhouse: null }, '');
		expect(broker?.args).toEqual(['--port', '7', '--ingest', 'worker-1', '--log-level', 'warn']);
	});

	it.each([
		[true, ['ingest', 'server', 'simulator']],
		[false, ['ingest', 'server']]
	] as const)('with a simulator: %s', (simulator, names) => {
		const programs = youkanPrograms({ simulator, environment: {} });
		expect(programs.map((program) => program.name)).toEqual(names);
	});
});

describe('the order of stopping', () => {
	const steps = (running: readonly PartName[]) =>
		stopSteps(new Set(running)).map(({ act, part }) => `${act} ${part}`);

	it.each([
		[
			'everything',
			all,
			['end simulator', 'drain broker', 'end ingest', 'end server', 'end broker', 'end clickhouse']
		],
		['without embedded servers', ['ingest', 'server'] as const, ['end ingest', 'end server']],
		[
			'before ingest was started',
			['clickhouse', 'broker'] as const,
			['end broker', 'end clickhouse']
		],
		['nothing', [] as const, []]
	] as const)('%s', (_name, running, expected) => {
		expect(steps(running)).toEqual(expected);
	});

	it('takes less than ten seconds when every part must be cut off', () => {
		const total = stopSteps(new Set(all)).reduce((sum, step) => sum + step.deadlineMs, 0);
		expect(total).toBeLessThan(10_000);
	});
});
