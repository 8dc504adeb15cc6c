import { describe, expect, it } from 'vitest';
import type { Source } from '#domain/event.ts';
import { createIdentities, WINDOW_MS } from '../../../ingest/identities.ts';
import { contentHash, type Counted } from '#server/telemetry/content-hash.ts';

const source: Source = { province: '42', site: '420100', device: 'd', stream: 'scan' };

/** A scan of a number, on which `fields` are laid. */
function scan(seq: number, fields: object = {}) {
	const stamp = { boot: 'b', seq, at: 1_000, clockSuspect: false };
	return { ...stamp, mailNo: '12345678901', event: 'arrived' as const, ...fields };
}

function setUp(...rest: [Parameters<typeof createIdentities>[1], number?] | []) {
	const [stored = [], maxRuns] = rest;
	const time = { now: 0 };
	const identities = createIdentities(() => time.now, stored, maxRuns);
	const see = (event: Counted['value'], from: Partial<Source> = {}) =>
		identities.see({ ...source, ...from }, event, contentHash(event));
	return { time, see };
}

describe('the identities', () => {
	it('know the same event again, and another one under the same name', () => {
		const { see } = setUp();
		expect(see(scan(1))).toBe('new');
		expect(see(scan(1))).toBe('duplicate');
		expect(see(scan(1, { event: 'departed' }))).toBe('conflict');
		expect(see(scan(1, { at: 1_001 }))).toBe('conflict');
		expect(see(scan(1))).toBe('duplicate');
	});

	it.each([
		['number', scan(2), {}],
		['number that is a run away', scan(33), {}],
		['boot', scan(1, { boot: 'c' }), {}],
		['site', scan(1), { site: '420100-a' }],
		['device', scan(1), { device: 'e' }],
		['stream', scan(1), { stream: 'line' }]
	] as const)('take another %s for another event', (_name, event, from) => {
		const { see } = setUp();
		see(scan(1));
		expect(see(event, from)).toBe('new');
	});

	it('do not call an event another for the sake of its receipt', () => {
		const { see } = setUp();
		see(scan(1, { clockSuspect: true }));
		expect(see(scan(1, { clockSuspect: false }))).toBe('duplicate');
	});

	it('are known for ten minutes at least, and forgotten in the end', () => {
		const { time, see } = setUp();
		time.now = WINDOW_MS - 1;
		see(scan(1));
		for (const age of [1, WINDOW_MS]) {
			time.now = WINDOW_MS - 1 + age;
			see(scan(100));
			expect(see(scan(1))).toBe('duplicate');
		}
		time.now = 3 * WINDOW_MS;
		see(scan(101));
		expect(see(scan(1))).toBe('new');
	});

	it('hold no more than they may, the newest', () => {
		const { see } = setUp([], 10);
		for (let n = 0; n < 25; n++) see(scan(1, { boot: `b${n}` }));
		expect(see(scan(1, { boot: 'b24' }))).toBe('duplicate');
		expect(see(scan(1, { boot: 'b10' }))).toBe('duplicate');
		expect(see(scan(1, { boot: 'b9' }))).toBe('new');
	});

	it('begin with what is stored', () => {
		const hashes = [contentHash(scan(5)), contentHash(scan(40))].map(String);
		const { see } = setUp([
			{ stream: 'scan', site: '420100', device: 'd', boot: 'b', seqs: [5, 40], hashes }
		]);
		expect(see(scan(5))).toBe('duplicate');
		expect(see(scan(40, { event: 'departed' }))).toBe('conflict');
		expect(see(scan(6))).toBe('new');
	});
});
