import { formatInstant } from '#domain/time.ts';
import { deadLettersAsk } from '#server/api/dead-letters.ts';
import { answering } from '#server/api/request.ts';
import { deadLetterCounts } from '#server/clickhouse/dead-letters.ts';

export const GET = answering(async ({ query, caller, youkan }) => {
	const ask = deadLettersAsk(query, caller, youkan.asOf());
	const items = await deadLetterCounts(youkan.clickhouse, ask);
	const total = items.reduce((sum, { letters }) => sum + letters, 0);
	return { items, total, asOf: formatInstant(ask.asOf) };
});
