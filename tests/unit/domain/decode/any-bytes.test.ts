import fc from 'fast-check';
import { expect, it } from 'vitest';
import { elementTexts } from '#domain/decode/json.ts';
import { decodePacket } from '#domain/decode/packet.ts';
import {
	lineKinds,
	orderEvents,
	packmlStates,
	payers,
	priorities,
	stationEvents,
	stationKinds,
	streams,
	vehiclePhases
} from '#domain/event.ts';
import { decode, NOW, stamp, topicOf } from './sample.ts';

const limits = { retentionDays: 400 };
const topic = fc.oneof(
	fc.constantFrom(...streams.map(topicOf)),
	fc.string({ unit: 'binary', maxLength: 40 })
);
const jsonText = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value));
const payload = fc.oneof(
	fc.uint8Array({ maxLength: 200 }),
	jsonText.map((text) => Buffer.from(text)),
	fc.tuple(jsonText, fc.nat(), fc.nat(255)).map(([text, at, byte]) => {
		const bytes = Buffer.from(text);
		bytes[at % bytes.length] = byte;
		return bytes;
	}),
	fc
		.array(fc.dictionary(fc.constantFrom('boot', 'seq', 'at', 'online', 'state'), fc.jsonValue()))
		.map((objects) => Buffer.from(JSON.stringify(objects)))
);

it('never throws, and counts every object once', () => {
	const reason = /^(topic|too_large|not_json|too_many|clock|field:.+)$/u;
	fc.assert(
		fc.property(topic, payload, (given, bytes) => {
			const { source, accepted, refused } = decodePacket(given, bytes, NOW, limits);
			const places = [...accepted, ...refused].map((found) => found.index).sort((a, b) => a - b);
			expect(places).toEqual(places.map((_, i) => i));
			expect(places.length).toBeGreaterThan(0);
			if (source === null) expect(refused[0]?.reason).toBe('topic');
			for (const refusal of refused) {
				expect(refusal.reason).toMatch(reason);
				expect(refusal.detail.isWellFormed()).toBe(true);
			}
		}),
		{ numRuns: 3_000 }
	);
});

it('finds the text of each object of an array', () => {
	const space = fc.constantFrom('', ' ', '\n\t');
	fc.assert(
		fc.property(fc.array(fc.tuple(jsonText, space), { minLength: 1 }), (elements) => {
			const text = `[${elements.map(([json, around]) => around + json + around).join(',')}]`;
			expect(elementTexts(text)).toEqual(elements.map(([json]) => json));
		})
	);
});

const text = fc
	.string({ unit: 'grapheme', maxLength: 64 })
	.filter((t) => Array.from(t).length <= 64);
const name = text.filter((t) => t.length > 0);
const count = fc.integer({ min: 0, max: 4_294_967_295 });
const total = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const amount = fc.double({ min: 0, max: 1e12, noNaN: true }).map((n) => n + 0);
const degrees = (most: number) =>
	fc.double({ min: -most, max: most, noNaN: true }).map((n) => n + 0);
const project = fc.stringMatching(/^[A-Z]{2,10}$/);
const flag = fc.boolean();
const optional = { requiredKeys: [] };

/** Everything that each stream can say, beside the stamp. */
const values = fc.oneof(
	fc.record({
		stream: fc.constant('scan'),
		needed: fc.constant({
			event: 'accepted',
			mailNo: '12345678901',
			project: 'ID',
			dest: '110101'
		}),
		value: fc.record(
			{
				...{ product: text, wave: text, customer: text, payer: fc.constantFrom(...payers) },
				...{ priority: fc.constantFrom(...priorities), fee: count, documents: count },
				...{ channel: text, partner: text, line: text, batch: text, project },
				carrier: fc.record({ kind: fc.constant('van'), id: text }, { requiredKeys: ['kind'] }),
				corrects: fc.record({ boot: fc.constant('b'), seq: count.filter((n) => n > 0) })
			},
			optional
		)
	}),
	fc.record({
		stream: fc.constant('line'),
		needed: fc.record({ state: fc.constantFrom(...packmlStates) }),
		value: fc.record(
			{
				...{ total, rejected: total, byType: fc.dictionary(name, total), fault: text },
				...{ ratedPerHour: amount, plannedSeconds: amount, kind: fc.constantFrom(...lineKinds) }
			},
			optional
		)
	}),
	fc.record({
		stream: fc.constant('vehicle'),
		needed: fc.record({ phase: fc.constantFrom(...vehiclePhases) }),
		value: fc.record(
			{
				...{ plate: text, priority: flag, route: text, load: amount },
				...{ lat: degrees(90), lon: degrees(180) }
			},
			optional
		)
	}),
	fc.record({
		stream: fc.constant('station'),
		needed: fc.record({
			kind: fc.constantFrom(...stationKinds),
			event: fc.constantFrom(...stationEvents)
		}),
		value: fc.record({ count, ok: flag, slot: text, project, scene: text }, optional)
	}),
	fc.record({
		stream: fc.constant('order'),
		needed: fc.record({ channel: name, event: fc.constantFrom(...orderEvents) }),
		value: fc.record({ count, project, lagSeconds: amount }, optional)
	})
);

it('gives back every field that was sent, and nothing else', () => {
	fc.assert(
		fc.property(values, ({ stream, needed, value }) => {
			const sent = { ...stamp, ...needed, ...value };
			const { accepted, refused } = decode(sent, { topic: topicOf(stream) });
			expect(refused).toEqual([]);
			expect(accepted[0]?.telemetry.value).toEqual({ ...sent, at: NOW, clockSuspect: false });
		}),
		{ numRuns: 500 }
	);
});
