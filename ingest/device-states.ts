import { createHash } from 'node:crypto';
import type { ClickHouse } from '#server/clickhouse/client.ts';

/** The latest status of each device by the hash of its payload, to tell a repeated retained copy from news. */
export interface DeviceStates {
	/** True when the payload is the one that the device is known by; remembers it otherwise. */
	isRepeated(site: string, device: string, hash: string): boolean;
}

/** A 64-bit hash of a payload, as the decimal text of a UInt64. */
export function payloadHash(payload: Uint8Array): string {
	return createHash('sha256').update(payload).digest().readBigUInt64LE(0).toString();
}

/** Starts from the device states that are stored. One small entry a device is kept. */
export async function loadDeviceStates(db: Pick<ClickHouse, 'query'>): Promise<DeviceStates> {
	const rows = await db.query<{ site: string; device: string; hash: string }>(
		'ingest:device-states',
		'SELECT site, device, toString(latest_hash) AS hash FROM device_state'
	);
	const known = new Map(rows.map((r) => [`${r.site} ${r.device}`, r.hash]));
	return {
		isRepeated(site, device, hash) {
			const key = `${site} ${device}`;
			if (known.get(key) === hash) return true;
			known.set(key, hash);
			return false;
		}
	};
}
