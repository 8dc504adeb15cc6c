import { itemAnswer, mailNoOf } from '#server/api/items.ts';
import { answering } from '#server/api/request.ts';
import { unmask } from '#server/api/unmask.ts';
import { itemEvents } from '#server/clickhouse/item-events.ts';

export const POST = answering(async ({ caller, youkan, params, body }) => {
	const mailNo = mailNoOf(params['mailNo'] ?? '', youkan.references);
	const record = await itemEvents(youkan.clickhouse, mailNo);
	// Refuses who may not see the item at all.
	itemAnswer(mailNo, record, { caller, asOf: youkan.asOf() });
	return unmask(youkan, caller, mailNo, await body());
});
