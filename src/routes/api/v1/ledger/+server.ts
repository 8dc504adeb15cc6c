import { formatInstant } from '#domain/time.ts';
import { ledgerAnswer, ledgerAsk } from '#server/api/ledger.ts';
import { nextOf } from '#server/api/page.ts';
import { answering } from '#server/api/request.ts';
import { ledger, markOf } from '#server/clickhouse/ledger.ts';

export const GET = answering(async ({ query, caller, youkan }) => {
	const ask = ledgerAsk(query, caller, youkan.asOf());
	const { items, total } = await ledger(youkan.clickhouse, ask);
	const last = items.length === ask.limit ? items.at(-1) : undefined;
	return {
		items: items.map(ledgerAnswer),
		next: nextOf(ask, last && markOf(last)),
		total,
		asOf: formatInstant(ask.asOf)
	};
});
