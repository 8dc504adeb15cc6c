import { decodePacket } from '#domain/decode/packet.ts';
import type { Packet, Stream, Telemetry } from '#domain/event.ts';

/** 2026-03-01T08:00:00+08:00, the receipt of every sample unless a test says otherwise. */
export const NOW = Date.UTC(2026, 2, 1);

/** The stamp of every sample. */
export const stamp = { boot: 'b-1', seq: 7, at: '2026-03-01T08:00:00+08:00' } as const;

/** As little as each stream requires, beside the stamp. */
export const least: Readonly<Record<Stream, Readonly<Record<string, unknown>>>> = {
	scan: { mailNo: 'RR473124829CN', event: 'arrived' },
	line: { state: 'Execute' },
	vehicle: { phase: 'gate_in' },
	station: { kind: 'kiosk', event: 'session' },
	order: { channel: '一网通办', event: 'created' },
	status: { online: true }
};

export const topicOf = (stream: string): string => `youkan/v1/42/420100-hub/dev_1/${stream}`;

/** What a payload says: bytes as they are, a text as UTF-8, anything else as JSON. */
export function decode(
	payload: unknown,
	given: { readonly topic?: string; readonly now?: number; readonly retentionDays?: number } = {}
): Packet {
	const bytes =
		payload instanceof Uint8Array
			? payload
			: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
	const { topic = topicOf('scan'), now = NOW, retentionDays = 400 } = given;
	return decodePacket(topic, bytes, now, { retentionDays });
}

/** The reasons of a packet's refusals, in order; empty when all of it was accepted. */
export function reasonsOf(packet: Packet): string[] {
	return packet.refused.map((refusal) => refusal.reason);
}

/** The reason for which the stream's least sample with `change` is refused; undefined when it is accepted. */
export function reasonFor(
	stream: Stream,
	change: Readonly<Record<string, unknown>>,
	given: { readonly now?: number; readonly retentionDays?: number } = {}
): string | undefined {
	const object = { ...stamp, ...least[stream], ...change };
	return reasonsOf(decode(object, { ...given, topic: topicOf(stream) }))[0];
}

/** The value of the stream's least sample with `change`, which must be accepted. */
export function valueOf(
	stream: Stream,
	change: Readonly<Record<string, unknown>>,
	now = NOW
): Telemetry['value'] {
	const object = { ...stamp, ...least[stream], ...change };
	const packet = decode(object, { topic: topicOf(stream), now });
	const found = packet.accepted[0];
	if (!found) throw new Error(packet.refused[0]?.detail ?? 'nothing was decoded');
	return found.telemetry.value;
}
