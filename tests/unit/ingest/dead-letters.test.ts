import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deadLetterLine, type RefusedMessage } from '../../../ingest/dead-letters.ts';
import { columns } from '#server/telemetry/rows.ts';
import type { Refusal } from '#domain/event.ts';

const message: RefusedMessage = {
	topic: 'youkan/v1/42/420100/d/scan',
	payload: Buffer.from('{"x":1}'),
	source: { province: '42', site: '420100', device: 'd', stream: 'scan' },
	receivedAt: 1_000
};
const refusal: Refusal = { index: 0, reason: 'field:boot', detail: 'why', boot: '', seq: 0 };

/** The line's values by the name of their column. */
function row(changed: Partial<RefusedMessage> = {}, refused: Partial<Refusal> = {}) {
	const line: unknown = JSON.parse(
		deadLetterLine({ ...message, ...changed }, { ...refusal, ...refused })
	);
	if (!Array.isArray(line)) throw new Error('no list');
	expect(line).toHaveLength(columns.dead_letter_row.length);
	return Object.fromEntries(columns.dead_letter_row.map((name, i) => [name, line[i] as unknown]));
}
const payloadOf = (payload: Uint8Array): string => String(row({ payload })['payload']);

it('holds what is known', () => {
	expect(row({}, { boot: 'b', seq: 7, at: 500 })).toEqual({
		...{ id: expect.any(String) as string, received_at: 1_000, topic: message.topic },
		...{ payload: '{"x":1}', payload_bytes: 7, reason: 'field:boot', detail: 'why' },
		...{ site: '420100', device: 'd', stream: 'scan', boot: 'b', seq: 7, at: 500, copies: 1 }
	});
});

it('leaves empty or 0 what is not known', () => {
	expect(row({ source: null }, { reason: 'topic' })).toMatchObject({
		...{ site: '', device: '', stream: '', boot: '', seq: 0, at: 0 }
	});
});

describe('the id', () => {
	it('is made of the topic, the place and the payload', () => {
		const digest = createHash('sha256').update(message.payload).digest('hex');
		const whole = createHash('sha256').update(`${message.topic}\n0\n${digest}`).digest('hex');
		expect(row()['id']).toBe(whole.slice(0, 32));
		expect(row({ receivedAt: 2_000 }, { reason: 'clock', detail: 'x' })['id']).toBe(row()['id']);
	});

	it('is another for another topic, place or payload', () => {
		const ids = [
			row(),
			row({ topic: `${message.topic}s` }),
			row({}, { index: 1 }),
			row({}, { index: 10 }),
			row({ payload: Buffer.from('{"x":2}') })
		].map((one) => one['id']);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('tells payloads apart that look alike', () => {
		const one = row({ payload: Uint8Array.of(0xff) });
		const other = row({ payload: Uint8Array.of(0xfe) });
		expect(one['payload']).toBe(other['payload']);
		expect(one['id']).not.toBe(other['id']);
	});
});

describe('the payload', () => {
	it('of an array is the one object as it was sent', () => {
		const object = '{ "名": 1, "名": 2 }';
		expect(row({}, { object })).toMatchObject({
			payload: object,
			payload_bytes: Buffer.byteLength(object)
		});
	});

	it.each([
		['64 KiB', 65_536, 65_536],
		['a byte more', 65_537, 65_536],
		['1 MiB', 1_048_576, 65_536]
	])('of %s', (_name, bytes, kept) => {
		const payload = Buffer.alloc(bytes, 'x');
		expect(row({ payload })).toMatchObject({ payload: 'x'.repeat(kept), payload_bytes: bytes });
	});

	it('is cut between two characters', () => {
		for (const shift of [0, 1, 2, 3]) {
			const text = payloadOf(Buffer.from('x'.repeat(shift) + '📮'.repeat(20_000)));
			expect(text).toMatch(/^x*📮+$/u);
			expect(Buffer.byteLength(text)).toBeGreaterThan(65_536 - 4);
			expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
		}
	});

	it('shows bytes that are no UTF-8 as U+FFFD, also where it is cut', () => {
		expect(payloadOf(Uint8Array.of(0x61, 0xff, 0x62))).toBe('a\ufffdb');
		expect(payloadOf(Buffer.from('\ufeff{}'))).toBe('\ufeff{}');
		expect(payloadOf(Buffer.alloc(70_000, 0x80))).toBe('\ufffd'.repeat(65_536));
	});

	it('may be empty', () => {
		expect(row({ payload: new Uint8Array() })).toMatchObject({ payload: '', payload_bytes: 0 });
	});
});
