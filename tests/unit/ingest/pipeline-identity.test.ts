import { describe, expect, it } from 'vitest';
import { scan, setUp } from './pipeline-world.ts';

describe('an identity that came before', () => {
	it('is stored once, and acknowledged with the batch that follows its first copy', async () => {
		const { send, store, lines, clock, acknowledged, pipeline } = setUp();
		send(scan(1));
		await clock.advance(250);
		send(scan(1));
		await clock.advance(1_000);
		expect(acknowledged).toEqual([]);
		await store(0);
		await clock.advance(250);
		await store(1);
		expect([lines(0), lines(1)]).toEqual([[['scan_event', 1]], []]);
		expect(acknowledged).toEqual([[1], [2]]);
		expect(pipeline.state().totals).toMatchObject({ received: 2, stored: 1, duplicates: 1 });
	});

	it('is a dead letter with other content: the one object of an array', async () => {
		const { send, store, lines, commits, clock, pipeline } = setUp();
		send([scan(1), { ...scan(1), event: 'departed' }, scan(2)]);
		await clock.advance(250);
		await store(0);
		expect(lines(0)).toEqual([
			['scan_event', 2],
			['dead_letter_row', 1]
		]);
		const row = JSON.parse(commits[0]?.inserts[1]?.lines[0] ?? '[]') as unknown[];
		expect(row).toContain('identity');
		expect(row).toContain(JSON.stringify({ ...scan(1), event: 'departed' }));
		expect(pipeline.state().totals).toMatchObject({ received: 3, stored: 2, refused: 1 });
	});
});
