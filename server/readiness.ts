import type { ClickHouse } from '#server/clickhouse/client.ts';
import { schemaReady } from '#server/clickhouse/schema.ts';
import type { Store } from '#server/store/store.ts';
import type { Notices } from './notices.ts';

/** Whether the server can do its work, and if not, why: one sentence a part that is missing. */
export interface Readiness {
	readonly ready: boolean;
	readonly reasons: readonly string[];
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
	return { ready: reasons.length === 0, reasons };
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
