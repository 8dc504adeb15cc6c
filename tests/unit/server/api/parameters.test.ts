import { describe, expect, it } from 'vitest';
import { DAY_MS } from '#domain/time.ts';
import { ApiFault } from '#server/api/fault.ts';
import { summaryAsk } from '#server/api/summary.ts';
import { throughputAsk } from '#server/api/throughput.ts';
import { asWall, maySeeFigures, type Caller } from '#server/auth/caller.ts';

const NOW = Date.parse('2026-11-25T12:34:56.789+08:00');
const AS_OF = NOW - 1_000;
const api: Caller = { name: 'api', role: 'operator', scopes: ['cn'] };
const wall42: Caller = { name: 'token:wall', role: 'wall', scopes: ['42'] };
const time = (text: string) => Date.parse(`${text}+08:00`);

function faultOf(call: () => unknown): unknown {
	try {
		return call();
	} catch (error) {
		if (!(error instanceof ApiFault)) throw error;
		return [error.status, error.field];
	}
}

const summaryOf = (query: string, caller = api) =>
	summaryAsk(new URLSearchParams(query), caller, NOW, AS_OF);
const throughputOf = (query: string, caller = api) =>
	throughputAsk(new URLSearchParams(query), caller, NOW);

describe('summary', () => {
	it.each([
		['', '2026-11-25', '2026-11-26'],
		['date=2026-11-20', '2026-11-20', '2026-11-21'],
		['date=2026-11-20&date=2026-11-21', '2026-11-21', '2026-11-22'],
		['from=2026-11-01&to=2026-11-22', '2026-11-01', '2026-11-22'],
		['from=2026-11-01', '2026-11-01', '2026-11-26'],
		['window=24h', '2026-11-25', '2026-11-26']
	])('of %j is of the days from %s to before %s', (query, from, to) => {
		expect(summaryOf(query)).toMatchObject({
			scope: 'cn',
			days: { from: time(`${from}T00:00:00`), to: time(`${to}T00:00:00`) },
			asOf: AS_OF,
			upToAsOf: false
		});
	});

	it('takes an asOf of the last hour, a plus that became a space too, and never a later one', () => {
		const asked = summaryOf('asOf=2026-11-25T12:00:00 08:00');
		expect(asked).toMatchObject({ asOf: time('2026-11-25T12:00:00'), upToAsOf: true });
		expect(summaryOf('asOf=2026-11-25T13:00:00Z')).toMatchObject({ asOf: AS_OF });
	});

	it.each([
		['scope=4', 'scope', 400],
		['scope=99', 'scope', 400],
		['scope=CN', 'scope', 400],
		['scope=420106-A', 'scope', 400],
		['date=2026-02-29', 'date', 400],
		['date=25.11.2026', 'date', 400],
		['date=2026-11-20&from=2026-11-01', 'date', 400],
		['date=2026-11-20&window=24h', 'window', 400],
		['to=2026-11-20', 'from', 400],
		['from=2026-11-20&to=2026-11-20', 'to', 400],
		['window=48h', 'window', 400],
		['basis=middle', 'basis', 400],
		['asOf=2026-11-25T11:34:55%2B08:00', 'asOf', 400],
		['asOf=yesterday', 'asOf', 400]
	])('refuses %j by naming %s', (query, field, status) => {
		expect(faultOf(() => summaryOf(query))).toEqual([status, field]);
	});
});

describe('throughput', () => {
	it('is the last hour at 60 s, with the minute that is still filling, when nothing is said', () => {
		expect(throughputOf('')).toEqual({
			scope: 'cn',
			event: undefined,
			project: undefined,
			from: time('2026-11-25T11:35:00'),
			to: time('2026-11-25T12:35:00'),
			stepSeconds: 60
		});
	});

	it('rounds both ends down to the step, whose days begin at midnight in Shanghai', () => {
		const query = 'from=2026-11-01T23:59:59%2B08:00&to=2026-11-03T00:00:01%2B08:00&step=86400';
		expect(throughputOf(query)).toMatchObject({
			from: time('2026-11-01T00:00:00'),
			to: time('2026-11-03T00:00:00')
		});
		const seconds = 'from=2026-11-25T10:00:07Z&to=2026-11-25T10:00:29Z&step=10';
		expect(throughputOf(seconds)).toMatchObject({
			from: time('2026-11-25T18:00:00'),
			to: time('2026-11-25T18:00:20')
		});
	});

	it('has 5,000 buckets at the most', () => {
		const to = new Date(NOW).toISOString();
		const from = (count: number) => new Date(NOW - count * DAY_MS).toISOString();
		expect(throughputOf(`step=86400&from=${from(5_000)}&to=${to}`).stepSeconds).toBe(86_400);
		const tooMany = () => throughputOf(`step=86400&from=${from(5_001)}&to=${to}`);
		expect(faultOf(tooMany)).toEqual([400, 'step']);
	});

	it.each([
		['event=eaten', 'event'],
		['project=id', 'project'],
		['step=5', 'step'],
		['step=060', 'step'],
		['from=2026-11-25', 'from'],
		['to=2026-11-25T24:00:00Z', 'to'],
		['from=2026-11-25T02:00:00Z&to=2026-11-25T01:00:00Z', 'to']
	])('refuses %j by naming %s', (query, field) => {
		expect(faultOf(() => throughputOf(query))).toEqual([400, field]);
	});
});

describe('a wall', () => {
	it('sees its own scope by default, and no other exists for it', () => {
		expect(summaryOf('', wall42).scope).toBe('42');
		expect(summaryOf('scope=4201', wall42).scope).toBe('4201');
		expect(faultOf(() => summaryOf('scope=cn', wall42))).toEqual([404, 'scope']);
		expect(faultOf(() => throughputOf('scope=43', wall42))).toEqual([404, 'scope']);
	});

	it.each([
		['cn', 'cn', true],
		['cn', '420106-a', true],
		['42', '420106', true],
		['42', 'cn', false],
		['42', '43', false],
		['4201', '42', false],
		['420106-a', '420106-a', true],
		['420106-a', '420106-ab', false],
		['420106', '420106-ab', true]
	])('of %s looks at %s: %s', (own, scope, may) => {
		expect(maySeeFigures(asWall({ ...api, scopes: [own] }), scope)).toBe(may);
	});
});
