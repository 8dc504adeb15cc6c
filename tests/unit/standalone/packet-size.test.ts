import { describe, expect, it } from 'vitest';
import { createPacketSizeGuard } from '../../../standalone/packet-size.ts';

const ping = [0xc0, 0x00];
const publish = (length: number, body = length) => [
	0x32,
	...(length < 128 ? [length] : [(length % 128) | 0x80, length >> 7]),
	...Array<number>(body).fill(0xff)
];

describe('createPacketSizeGuard', () => {
	it.each([
		['a packet of the limit', publish(300), true],
		['a packet over the limit', publish(301), false],
		['over the limit, its body still to come', publish(301, 0), false],
		['several packets', [...ping, ...publish(5), ...publish(200), ...ping], true],
		['the second over the limit', [...publish(5), ...publish(301)], false],
		['a length that never ends', [0x32, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], false]
	] as const)('%s, whole and byte by byte', (_name, bytes, isFine) => {
		expect(createPacketSizeGuard(300)(Uint8Array.from(bytes))).toBe(isFine);
		const guard = createPacketSizeGuard(300);
		expect(bytes.every((byte) => guard(Uint8Array.of(byte)))).toBe(isFine);
	});
});
