import { createHash } from 'node:crypto';
import type { ClickHouse } from '#server/clickhouse/client.ts';
import type { Log } from '#server/log.ts';
import type { DeviceSkew, Skews } from './skew.ts';

const columns = ['site', 'device', 'skew_ms', 'flagged', 'at'];

/**
 * Writes what has changed of the devices' clocks, `now` being when (epoch ms). Never rejects: what could not
 * be written is tried again with the next call. One call at a time writes.
 */
export function createClockWriter(
	deps: {
		readonly clickhouse: Pick<ClickHouse, 'insert'>;
		readonly skews: Pick<Skews, 'drain' | 'restore'>;
		readonly log: Pick<Log, 'warn'>;
	},
	now: () => number
) {
	let isWriting = false;

	async function write(changes: readonly DeviceSkew[]): Promise<void> {
		const at = now();
		const body = changes
			.map((c) => JSON.stringify([c.site, c.device, c.skewMs, c.flagged, c.flagged ? c.since : at]))
			.join('\n');
		await deps.clickhouse.insert('device_clock', columns, body, tokenOf(body));
	}

	return async (): Promise<void> => {
		if (isWriting) return;
		const changes = deps.skews.drain();
		if (changes.length === 0) return;
		isWriting = true;
		try {
			await write(changes);
		} catch (error) {
			deps.skews.restore(changes);
			deps.log.warn(
				{ err: error, devices: changes.length },
				'device clocks not written, trying again'
			);
		} finally {
			isWriting = false;
		}
	};
}

function tokenOf(body: string): string {
	return createHash('sha256').update(body).digest('hex');
}
