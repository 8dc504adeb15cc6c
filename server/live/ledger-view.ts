import { withoutNulls, type JsonObject } from '#domain/merge-patch.ts';
import { ledgerAnswer } from '#server/api/ledger.ts';
import type { ClickHouse } from '#server/clickhouse/client.ts';
import { completeness, lastDay } from '#server/clickhouse/completeness.ts';
import { ledger, type LedgerRow } from '#server/clickhouse/ledger.ts';
import { createPart, type PartDeps } from './part.ts';
import type { LiveView } from './wall-view.ts';

/** More rows are left to the API's pages; `total` says how many there are. */
const MAX_ROWS = 2_000;
const pace = { leastMs: 2_000, mostMs: 30_000 };
/** The rate is read apart: of a nation it takes longer than the rows. */
const ratePace = { leastMs: 5_000, mostMs: 30_000 };

/** The state of the view `ledger` for one scope: the newest rows of the last 24 hours, and the completeness. */
export function createLedgerView(
	deps: PartDeps & { readonly clickhouse: ClickHouse },
	scope: string
): LiveView {
	const db = deps.clickhouse;
	const rows = createPart(deps, pace, async (asOf) => {
		const page = { limit: MAX_ROWS, asOf, after: undefined };
		const { items, total } = await ledger(db, { ...page, ...lastDay(asOf), scope });
		return { items: Object.fromEntries(items.map(entryOf)), total };
	});
	const share = createPart(deps, ratePace, (asOf) => completeness(db, scope, asOf));
	return {
		async read() {
			const [list, rate] = await Promise.all([rows.get(), share.get()]);
			const { items, total } = list.value;
			const value: JsonObject = withoutNulls({ items, total, completeness: { ...rate.value } });
			return { value, asOf: Math.min(list.asOf, rate.asOf) };
		}
	};
}

function entryOf(row: LedgerRow): [string, JsonObject] {
	const answer = ledgerAnswer(row);
	const { site, device, stream, hour } = answer;
	return [`${site} ${device} ${stream} ${hour}`, answer];
}
