import { formatInstant } from '#domain/time.ts';
import { nextOf } from '#server/api/page.ts';
import { answering } from '#server/api/request.ts';
import { listedItemAnswer, itemsAsk } from '#server/api/undelivered.ts';
import { listItems } from '#server/clickhouse/item-list.ts';

export const GET = answering(async ({ query, caller, youkan }) => {
	const ask = itemsAsk(query, caller, {
		...{ now: youkan.clock.now(), asOf: youkan.asOf(), rules: youkan.policy.rules() }
	});
	const { items, total } = await listItems(youkan.clickhouse, ask);
	const last = items.length === ask.limit ? items.at(-1) : undefined;
	return {
		items: items.map(listedItemAnswer),
		next: nextOf(ask, last && { at: last.deadline, id: last.mailNo }),
		total,
		asOf: formatInstant(ask.asOf)
	};
});
