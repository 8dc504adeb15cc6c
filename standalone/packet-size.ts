/**
 * Follows the fixed headers of an MQTT byte stream. The returned function takes the next bytes and says
 * whether every packet seen so far, begun or whole, has at most `maxBytes` after its fixed header.
 */
export function createPacketSizeGuard(maxBytes: number): (chunk: Uint8Array) => boolean {
	/** Bytes of the current packet's body still to come. */
	let body = 0;
	/** Null between packets; else the length read so far and the weight of its next digit. */
	let header: { length: number; weight: number } | null = null;

	return (chunk) => {
		let position = 0;
		while (position < chunk.length) {
			if (body > 0) {
				const skipped = Math.min(body, chunk.length - position);
				body -= skipped;
				position += skipped;
			} else if (header === null) {
				header = { length: 0, weight: 1 };
				position += 1;
			} else {
				const digit = chunk[position] ?? 0;
				position += 1;
				header.length += (digit & 0x7f) * header.weight;
				header.weight *= 128;
				if (header.length > maxBytes) return false;
				if (digit < 0x80) {
					body = header.length;
					header = null;
				}
			}
		}
		return true;
	};
}
