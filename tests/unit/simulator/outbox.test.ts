import { describe, expect, it } from 'vitest';
import { systemClock } from '#server/clock.ts';
import { createLog } from '#server/log.ts';
import { createOutbox } from '../../../simulator/outbox.ts';
import { eventually, pause } from '../../support/wait.ts';

/** An outbox of two places, and the acknowledgements that its messages wait for. */
function setUp() {
	const asked: { topic: string; acknowledge: () => void; refuse: () => void }[] = [];
	const outbox = createOutbox(
		{
			clock: systemClock,
			log: createLog('test', 'silent'),
			publish: (topic) =>
				new Promise((resolve, reject) =>
					asked.push({
						topic,
						acknowledge: resolve,
						refuse: () => reject(new Error('refused'))
					})
				)
		},
		2
	);
	return { asked, outbox };
}

describe('the outbox', () => {
	it('has no more than its limit on the way, and goes on at an acknowledgement', async () => {
		const { asked, outbox } = setUp();
		await outbox.send('a', '');
		await outbox.send('b', '');
		const third = outbox.send('c', '');
		await pause(20);
		expect(asked.map(({ topic }) => topic)).toEqual(['a', 'b']);
		asked[0]?.acknowledge();
		expect(await third).toBe(true);
		expect(outbox.onItsWay).toBe(2);
	});

	it('is drained when all is acknowledged, and not before', async () => {
		const { asked, outbox } = setUp();
		await outbox.send('a', '');
		expect(await outbox.drained(30)).toBe(false);
		const drained = outbox.drained(5000);
		asked[0]?.acknowledge();
		expect(await drained).toBe(true);
	});

	it('sends again what was refused', async () => {
		const { asked, outbox } = setUp();
		await outbox.send('a', '');
		asked[0]?.refuse();
		await eventually('a second try', () => asked.length === 2);
		expect(outbox.onItsWay).toBe(1);
	});

	it('takes nothing more once it is stopped', async () => {
		const { outbox } = setUp();
		await outbox.send('a', '');
		await outbox.send('b', '');
		const third = outbox.send('c', '');
		outbox.stop();
		expect(await third).toBe(false);
		expect(await outbox.send('d', '')).toBe(false);
	});
});
