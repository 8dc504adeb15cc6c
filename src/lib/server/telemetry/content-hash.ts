import { hash } from 'node:crypto';
import type { Telemetry } from '#domain/event.ts';

/** All of an event but the stream `status`, whose reports have no identity. */
export type Counted = Exclude<Telemetry, { readonly stream: 'status' }>;

/** A 64-bit hash of what an event says; what depends on its receipt is left out. */
export function contentHash(event: Counted['value']): bigint {
	const content = JSON.stringify({ ...event, clockSuspect: undefined });
	// 0 stands for a number that was not seen.
	return hash('sha1', content, 'buffer').readBigUInt64LE(0) || 1n;
}
