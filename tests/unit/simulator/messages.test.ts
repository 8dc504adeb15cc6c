import { describe, expect, it } from 'vitest';
import { pack } from '../../../simulator/messages.ts';

const topic = 'youkan/v1/42/420102/counter-1/scan';
const many = (count: number, fields = {}) =>
	Array.from({ length: count }, (_, i) => ({ at: i, topic, fields }));

describe('pack', () => {
	it('sends one object alone, and several of a topic as an array', () => {
		const events = [
			{ at: 0, topic: 'a', fields: { x: 1 } },
			{ at: 1000, topic: 'b', fields: {} },
			{ at: 1500, topic: 'a', fields: { x: 2 } }
		];
		expect(pack(events, 'boot', new Map([['a', 4]]))).toEqual([
			{
				topic: 'a',
				events: 2,
				payload:
					'[{"boot":"boot","seq":5,"at":"1970-01-01T08:00:00+08:00","x":1},' +
					'{"boot":"boot","seq":6,"at":"1970-01-01T08:00:01.500+08:00","x":2}]'
			},
			{
				topic: 'b',
				events: 1,
				payload: '{"boot":"boot","seq":1,"at":"1970-01-01T08:00:01+08:00"}'
			}
		]);
	});

	it.each([
		['500 objects', many(1201), [500, 500, 201]],
		['256 KiB', many(30, { text: '字'.repeat(20_000) }), undefined]
	])('keeps to %s a message, and counts without a gap', (_name, events, sizes) => {
		const messages = pack(events, 'boot', new Map());
		if (sizes) expect(messages.map((m) => m.events)).toEqual(sizes);
		for (const { payload } of messages) expect(Buffer.byteLength(payload)).toBeLessThan(262_144);
		const seqs = messages.flatMap(({ payload }) =>
			[JSON.parse(payload) as { seq: number } | { seq: number }[]].flat().map(({ seq }) => seq)
		);
		expect(seqs).toEqual(events.map((_, i) => i + 1));
	});

	it('goes on counting from window to window', () => {
		const seqs = new Map<string, number>();
		pack(many(3), 'boot', seqs);
		expect(pack(many(1), 'boot', seqs)[0]?.payload).toContain('"seq":4,');
	});
});
