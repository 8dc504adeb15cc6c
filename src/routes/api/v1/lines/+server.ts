import { formatInstant } from '#domain/time.ts';
import { lineAnswer, linesAsk } from '#server/api/lines.ts';
import { answering } from '#server/api/request.ts';
import { lines } from '#server/clickhouse/lines.ts';

export const GET = answering(async ({ query, caller, youkan }) => {
	const ask = linesAsk(query, caller, youkan.asOf());
	const found = await lines(youkan.clickhouse, ask);
	return { scope: ask.scope, asOf: formatInstant(ask.asOf), items: found.map(lineAnswer) };
});
