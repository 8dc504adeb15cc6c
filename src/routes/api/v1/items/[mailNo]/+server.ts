import { itemAnswer, mailNoOf } from '#server/api/items.ts';
import { answering } from '#server/api/request.ts';
import { itemEvents } from '#server/clickhouse/item-events.ts';

export const GET = answering(async ({ caller, youkan, params }) => {
	const mailNo = mailNoOf(params['mailNo'] ?? '');
	const record = await itemEvents(youkan.clickhouse, mailNo);
	return itemAnswer(mailNo, record, { caller, asOf: youkan.asOf() });
});
