import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatch, tokenOf } from '#server/telemetry/batch.ts';
import { columns } from '#server/telemetry/rows.ts';

describe('a batch', () => {
	it('is split by table and business month, in the order of arrival', () => {
		const batch = createBatch<string>();
		const lastOfFebruary = Date.parse('2026-02-28T23:59:59.999+08:00');
		batch.line('scan_event', lastOfFebruary, 'a');
		batch.line('scan_event', lastOfFebruary + 1, 'b');
		batch.line('line_event', lastOfFebruary, 'c');
		batch.line('scan_event', lastOfFebruary - 1, 'd');
		batch.line('scan_event', Date.parse('2025-02-15T00:00:00+08:00'), 'e');
		expect(batch.inserts()).toEqual([
			{ table: 'scan_event', columns: columns.scan_event, lines: ['a', 'd'], batch: '' },
			{ table: 'scan_event', columns: columns.scan_event, lines: ['b'], batch: '' },
			{ table: 'line_event', columns: columns.line_event, lines: ['c'], batch: '' },
			{ table: 'scan_event', columns: columns.scan_event, lines: ['e'], batch: '' }
		]);
		expect(batch.objects).toBe(5);
	});

	it('counts equal texts into one line, which is no object', () => {
		const batch = createBatch<string>();
		const march = Date.parse('2026-03-01T00:00:00+08:00');
		for (let i = 0; i < 3; i++) batch.count('scan_minute', march, '[60,"4201","sorted","",', ']');
		batch.count('scan_minute', march, '[60,"4201","departed","",', ']');
		batch.count('seq_extra', march, '["s","d","scan",0,', ',0]');
		batch.count('seq_extra', march, '["s","d","scan",0,0,', ']');
		expect(batch.objects).toBe(0);
		expect(batch.inserts().map(({ table, lines }) => [table, lines])).toEqual([
			['scan_minute', ['[60,"4201","sorted","",3]', '[60,"4201","departed","",1]']],
			['seq_extra', ['["s","d","scan",0,1,0]', '["s","d","scan",0,0,1]']]
		]);
	});

	it('gives equal counts of two batches two tokens, and a batch its own again', () => {
		const [first, second] = [createBatch<string>(), createBatch<string>()].map((batch) => {
			batch.count('scan_minute', 0, '[60,"4201","sorted","",', ']');
			batch.line('scan_event', 0, '["the same"]');
			return batch.inserts();
		});
		const tokens = (inserts = first) => inserts?.map((one) => tokenOf(one, one.lines.join('\n')));
		expect(tokens(first)).toEqual(tokens(first));
		expect(tokens(first)?.[0]).toBe(tokens(second)?.[0]); // an event is what it says
		expect(tokens(first)?.[1]).not.toBe(tokens(second)?.[1]);
	});

	it('knows what it holds', () => {
		const batch = createBatch<string>();
		expect([batch.objects, batch.bytes, batch.oldest]).toEqual([0, 0, Infinity]);
		expect(batch.inserts()).toEqual([]);
		batch.message('first', 2_000, 10);
		batch.message('second', 1_000, 5);
		batch.line('dead_letter_row', 0, 'x');
		batch.line('scan_event', 0, 'y');
		expect(batch.messages).toEqual(['first', 'second']);
		expect([batch.objects, batch.refused, batch.bytes, batch.oldest]).toEqual([2, 1, 15, 1_000]);
	});
});

describe('tokenOf', () => {
	const insert = (lines: readonly string[], table: 'scan_event' | 'line_event' = 'scan_event') => {
		const one = { table, columns: columns[table], lines, batch: '' };
		return tokenOf(one, lines.join('\n'));
	};

	it('depends on the table and the lines alone', () => {
		expect(insert(['a', 'b'])).toBe(insert(['a', 'b']));
		expect(insert(['a', 'b'])).toMatch(/^[0-9a-f]{64}$/);
		expect(insert(['a', 'b'], 'line_event')).not.toBe(insert(['a', 'b']));
	});

	it('is another for other lines', () => {
		const lines = fc.array(fc.string({ maxLength: 3 }).map((text) => JSON.stringify([text])));
		fc.assert(
			fc.property(lines, lines, (first, second) => {
				expect(insert(first) === insert(second)).toBe(first.join('\n') === second.join('\n'));
			})
		);
	});
});
