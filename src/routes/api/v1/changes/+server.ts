import { formatInstant } from '#domain/time.ts';
import { changedItemAnswer, changesAsk } from '#server/api/changes.ts';
import { nextOf } from '#server/api/page.ts';
import { answering } from '#server/api/request.ts';
import { changedItems } from '#server/clickhouse/item-changes.ts';

export const GET = answering(async ({ query, caller, youkan }) => {
	const ask = changesAsk(query, caller, youkan.clock.now(), youkan.asOf());
	const { items, total } = await changedItems(youkan.clickhouse, ask);
	const last = items.length === ask.limit ? items.at(-1) : undefined;
	return {
		items: items.map(changedItemAnswer),
		next: nextOf(ask, last && { at: last.deadline, id: last.mailNo }),
		total,
		since: formatInstant(ask.since),
		asOf: formatInstant(ask.asOf)
	};
});
