import type { ClickHouse } from '#server/clickhouse/client.ts';
import { schemaReady } from '#server/clickhouse/schema.ts';
import { formatInstant } from '#domain/time.ts';
import type { SystemAlarm } from '#domain/system-alarms.ts';
import type { Store } from '#server/store/store.ts';
import type { Notices } from './notices.ts';

/** Whether the server can do its work, and if not, why: one sentence a part that is missing. */
export interface Readiness {
	readonly ready: boolean;
	readonly reasons: readonly string[];
	/** Why data stand or may be missing, though the server does its work: one sentence an alarm. */
	readonly warnings: readonly string[];
}

/** How long a part may take to answer. */
const PATIENCE_MS = 2_000;

/** Asks every part at once. Never rejects. */
export async function readiness(parts: {
	readonly clickhouse: ClickHouse;
	readonly store: Store;
	readonly notices: Notices;
}): Promise<Readiness> {
	const found = await Promise.all([
		reasonOf('ClickHouse', schemaReady(parts.clickhouse)),
		reasonOf('PostgreSQL', parts.store.query('SELECT 1')),
		Promise.resolve(parts.notices.connected ? null : 'broker: not connected')
	]);
	const reasons = found.filter((reason) => reason !== null);
	return { ready: reasons.length === 0, reasons, warnings: parts.notices.alarms().map(warningOf) };
}

/** An alarm as a sentence for whoever operates Youkan. */
export function warningOf({ kind, reason, object, since, count }: SystemAlarm): string {
	const from = formatInstant(since);
	switch (kind) {
		case 'watchdog':
			if (reason === 'stuck')
				return `ingest ${object}: what it received since ${from} is not stored (is ClickHouse there?)`;
			if (reason === 'deaf') return `ingest ${object}: not heard since ${from}, the broker is away`;
			return `ingest ${object}: silent since ${from}, data stand there`;
		case 'broker_drops':
			return `broker: drops messages since ${from}, ${count} so far (seen by ingest ${object})`;
		case 'session_lost':
			return `broker: lost the session of ingest ${object} at ${from}, and what it kept for it`;
		case 'clock':
			return `ingest ${object}: its clock is ${count} s ${reason} of the server's`.replace(
				'behind of',
				'behind'
			);
	}
}

async function reasonOf(part: string, check: Promise<unknown>): Promise<string | null> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<string>((resolve) => {
		timer = setTimeout(
			() => resolve(`${part}: no answer within ${PATIENCE_MS / 1000} s`),
			PATIENCE_MS
		);
	});
	const checked = check.then(
		() => null,
		(error: unknown) => `${part}: ${error instanceof Error ? error.message : String(error)}`
	);
	const reason = await Promise.race([checked, late]);
	clearTimeout(timer);
	return reason;
}
