import { answering } from '#server/api/request.ts';
import { summaryAsk } from '#server/api/summary.ts';
import { summary } from '#server/clickhouse/summary.ts';

export const GET = answering(({ query, caller, youkan }) =>
	summary(
		youkan.clickhouse,
		summaryAsk(query, caller, youkan.clock.now(), youkan.asOf()),
		youkan.completeness
	)
);
