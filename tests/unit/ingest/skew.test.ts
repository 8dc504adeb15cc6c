import { describe, expect, it } from 'vitest';
import { createClockWriter } from '../../../ingest/device-clocks.ts';
import { createSkews, type DeviceSkew, type Skews } from '../../../ingest/skew.ts';

const NOW = 10_000_000;

/** Books `times` messages of one device. */
function note(skews: Skews, lagMs: number, times = 1, now = NOW, device = 'd'): void {
	for (let n = 0; n < times; n++) skews.note('420106', device, lagMs, now);
}

const flags = (skews: Skews) => skews.flagged().map(({ device, skewMs }) => [device, skewMs]);

describe('skews', () => {
	it.each([
		['in time', 300, []],
		['late', 3_600_000, []],
		['two minutes ahead', -120_000, []],
		['more than two minutes ahead', -120_001, [['d', -120_001]]]
	])('a device that is %s', (_name, lagMs, expected) => {
		const skews = createSkews();
		note(skews, lagMs);
		expect(flags(skews)).toEqual(expected);
	});

	it('goes by the least: late uploads hide no fast clock, one message tells of it', () => {
		const skews = createSkews();
		note(skews, 500_000, 70);
		note(skews, -200_000);
		note(skews, 500_000, 40);
		expect(skews.flagged()).toEqual([
			{ site: '420106', device: 'd', skewMs: -200_000, flagged: true, since: NOW }
		]);
	});

	it('forgets after at least fifty and at most a hundred messages', () => {
		for (const before of [0, 20, 49]) {
			const skews = createSkews();
			note(skews, 0, before);
			note(skews, -200_000);
			note(skews, 0, 50);
			expect(flags(skews), `after ${before}`).toHaveLength(1);
			note(skews, 0, 50, NOW + 5);
			expect(flags(skews), `after ${before}`).toEqual([]);
		}
	});

	it('tells a flag at once, and the end of it', () => {
		const skews = createSkews();
		note(skews, -200_000);
		expect(skews.drain()).toMatchObject([{ skewMs: -200_000, flagged: true, since: NOW }]);
		expect(skews.drain()).toEqual([]);
		note(skews, 10, 100, NOW + 5);
		expect(skews.drain()).toMatchObject([{ skewMs: 10, flagged: false, since: NOW + 5 }]);
	});

	it('tells of other clocks by half windows, when they changed by a second', () => {
		const skews = createSkews();
		note(skews, 40, 49);
		expect(skews.drain()).toEqual([]);
		note(skews, 40);
		expect(skews.drain()).toMatchObject([{ skewMs: 40, flagged: false }]);
		note(skews, 1_039, 100);
		expect(skews.drain()).toEqual([]);
		note(skews, 1_041, 100);
		expect(skews.drain()).toMatchObject([{ skewMs: 1_041, flagged: false }]);
	});

	it('takes back what could not be written, unless there is something newer', () => {
		const skews = createSkews();
		note(skews, -200_000, 1, NOW, 'a');
		note(skews, -200_000, 1, NOW, 'b');
		const drained = skews.drain();
		note(skews, 0, 101, NOW + 5, 'b');
		skews.restore(drained);
		const again = skews.drain().map(({ device, flagged }) => `${device} ${flagged}`);
		expect(again.sort()).toEqual(['a true', 'b false']);
	});

	it('goes on from the flags that are stored', () => {
		const stored = { site: '420106', device: 'd', skewMs: -300_000, flagged: true, since: 7 };
		const skews = createSkews([stored]);
		expect(skews.flagged()).toEqual([stored]);
		expect(skews.drain()).toEqual([]);
		note(skews, 0, 100);
		expect(flags(skews)).toHaveLength(1);
		note(skews, 0);
		expect(skews.drain()).toMatchObject([{ device: 'd', flagged: false }]);
	});

	it('knows no more devices than it may, and forgets flagged ones last', () => {
		const skews = createSkews([], 3);
		note(skews, -200_000, 1, NOW, 'ahead');
		for (let n = 0; n < 10; n++) note(skews, 0, 1, NOW, `d${n}`);
		expect(flags(skews)).toEqual([['ahead', -200_000]]);
		for (let n = 0; n < 10; n++) note(skews, -200_000, 1, NOW, `e${n}`);
		expect(skews.flagged()).toHaveLength(3);
	});
});

describe('the writer of clocks', () => {
	it('writes what changed, and again what could not be written, unless there is something newer', async () => {
		const skews = createSkews();
		const written: string[] = [];
		let fails = true;
		const insert = (_table: string, _columns: readonly string[], lines: string) => {
			if (fails) return Promise.reject(new Error('away'));
			written.push(lines);
			return Promise.resolve();
		};
		const write = createClockWriter(
			{ clickhouse: { insert }, skews, log: { warn: () => undefined } },
			() => NOW + 9
		);
		await write();
		note(skews, -200_000, 1, NOW, 'a');
		note(skews, -200_000, 1, NOW, 'b');
		await write();
		note(skews, 0, 100, NOW + 5, 'b');
		fails = false;
		await write();
		await write();
		expect(
			written.map((lines) => lines.split('\n').map((line) => JSON.parse(line) as unknown))
		).toEqual([
			[
				['420106', 'a', -200_000, true, NOW],
				['420106', 'b', 0, false, NOW + 9]
			]
		]);
	});

	it('lets one call at a time write', async () => {
		const change: DeviceSkew = { site: 's', device: 'd', skewMs: 0, flagged: false, since: 0 };
		let inserts = 0;
		let end: () => void = () => undefined;
		const insert = () => {
			inserts++;
			return new Promise<void>((resolve) => (end = resolve));
		};
		const skews = { drain: () => [change], restore: () => undefined };
		const deps = { clickhouse: { insert }, skews, log: { warn: () => undefined } };
		const write = createClockWriter(deps, () => NOW);
		const first = write();
		await write();
		expect(inserts).toBe(1);
		end();
		await first;
	});
});
