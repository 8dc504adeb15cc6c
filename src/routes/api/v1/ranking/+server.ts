import { rankingAnswer, rankingAsk } from '#server/api/ranking.ts';
import { answering } from '#server/api/request.ts';
import { rankingFigures } from '#server/clickhouse/ranking.ts';

export const GET = answering(async ({ query, caller, youkan }) => {
	const now = youkan.clock.now();
	const ask = rankingAsk(query, now, youkan.asOf());
	return rankingAnswer(ask, await rankingFigures(youkan.clickhouse, ask, now), caller);
});
