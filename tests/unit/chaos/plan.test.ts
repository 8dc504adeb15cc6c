import { describe, expect, it } from 'vitest';
import { decodePacket } from '#domain/decode/packet.ts';
import { identityOf } from '../../chaos/oracle.ts';
import { planFaults, planMessages, usualShares } from '../../chaos/plan.ts';

const begun = Date.UTC(2026, 10, 26, 4, 0, 0);
const options = { ...usualShares, seed: 1, begun, seconds: 60, perSecond: 500 };
const messages = planMessages(options);
const events = [...new Set(messages.map(({ event }) => event))];
const share = (n: number) => n / events.length;

describe('the messages of a chaos run', () => {
	it('are the same for the same seed, and others for another', () => {
		expect(planMessages(options)).toEqual(messages);
		expect(planMessages({ ...options, seed: 2 })).not.toEqual(messages);
	});

	it('are one for each moment of the rate, by the time they are due', () => {
		expect(events).toHaveLength(30_000);
		const due = messages.map((message) => message.due);
		expect(due).toEqual(due.toSorted((a, b) => a - b));
	});

	it('number each device, boot by boot, from 1 without a gap', () => {
		for (const boot of Map.groupBy(events, ({ device, boot }) => `${device} ${boot}`).values()) {
			const numbers = boot.map(({ seq }) => seq).sort((a, b) => a - b);
			expect(numbers).toEqual(numbers.map((_, i) => i + 1));
		}
		expect(new Set(events.map(identityOf)).size).toBe(events.length);
		expect(events.filter(({ isFirstBoot }) => !isFirstBoot).length).toBeGreaterThan(500);
	});

	it('come twice, out of order and bad in the shares asked for', () => {
		expect(share(messages.length - events.length)).toBeCloseTo(0.1, 2);
		expect(share(events.filter(({ verdict }) => verdict !== 'good').length)).toBeCloseTo(0.005, 2);
		const highest = new Map<string, number>();
		const late = events.filter(({ device, boot, seq }) => {
			const before = highest.get(`${device} ${boot}`) ?? 0;
			highest.set(`${device} ${boot}`, Math.max(before, seq));
			return seq < before;
		});
		expect(share(late.length)).toBeCloseTo(0.05, 2);
	});

	it('are judged by ingest as they are planned', () => {
		const seen = new Set<string>();
		for (const { event, payload } of messages) {
			const limits = { retentionDays: 400 };
			const { accepted, refused } = decodePacket(
				event.topic,
				Buffer.from(payload),
				event.at + 1_000,
				limits
			);
			expect(refused.map(({ reason }) => reason).join()).toBe(event.reason);
			expect(accepted.length).toBe(event.verdict === 'good' ? 1 : 0);
			const name = refused.map(({ boot, seq }) => boot !== '' && seq > 0);
			expect(name).toEqual(event.verdict === 'good' ? [] : [event.verdict === 'rejected']);
			seen.add(event.reason);
		}
		expect(seen.size).toBe(6);
	});

	it('that are bad differ from one another', () => {
		const bad = messages.filter(({ event }) => event.verdict !== 'good');
		const payloads = new Set(bad.map(({ event, payload }) => `${event.topic} ${payload}`));
		expect(payloads.size).toBe(new Set(bad.map(({ event }) => event)).size);
	});
});

describe('the faults of a chaos run', () => {
	const asked = { seed: 1, seconds: 300, ingestKills: 20, clickhouseKills: 10, resets: 12 };
	const faults = planFaults({ ...asked, blackholes: 2 });

	it('are as many of each kind as asked for', () => {
		const counts = Map.groupBy(faults, ({ kind, target }) => `${kind} ${target}`);
		expect(Object.fromEntries([...counts].map(([key, { length }]) => [key, length]))).toEqual({
			...{ 'kill ingest': 20, 'kill clickhouse': 10, 'reset broker': 6, 'reset clickhouse': 6 },
			...{ 'blackhole broker': 1, 'blackhole clickhouse': 1 }
		});
	});

	it('come in order, all of them while messages are sent', () => {
		const due = faults.map((fault) => fault.due);
		expect(due).toEqual(due.toSorted((a, b) => a - b));
		expect(due[0]).toBeGreaterThanOrEqual(15_000);
		expect(due.at(-1)).toBeLessThanOrEqual(285_000);
	});

	it('kill ingest, every second time, while ClickHouse is away', () => {
		const away = faults.filter(({ kind, target }) => target === 'clickhouse' && kind !== 'reset');
		const deaths = faults.filter(({ target }) => target === 'ingest');
		const holding = deaths.filter((death) =>
			away.some(({ due }) => death.due - due >= 400 && death.due - due <= 900)
		);
		expect(holding.length).toBeGreaterThanOrEqual(10);
	});
});
