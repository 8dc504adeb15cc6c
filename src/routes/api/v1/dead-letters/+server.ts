import { deadLetterAnswer, deadLettersAsk } from '#server/api/dead-letters.ts';
import { nextOf } from '#server/api/page.ts';
import { answering } from '#server/api/request.ts';
import { deadLetters } from '#server/clickhouse/dead-letters.ts';
import { formatInstant } from '#domain/time.ts';

export const GET = answering(async ({ query, caller, youkan }) => {
	const ask = deadLettersAsk(query, caller, youkan.asOf());
	const { items, total } = await deadLetters(youkan.clickhouse, ask);
	const last = items.length === ask.limit ? items.at(-1) : undefined;
	return {
		items: items.map(deadLetterAnswer),
		next: nextOf(ask, last && { at: last.receivedAt, id: last.id }),
		total,
		asOf: formatInstant(ask.asOf)
	};
});
