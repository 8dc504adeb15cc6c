import { formatInstant } from '#domain/time.ts';
import { answering } from '#server/api/request.ts';
import { throughputAsk } from '#server/api/throughput.ts';
import { throughput } from '#server/clickhouse/throughput.ts';

export const GET = answering(async ({ query, caller, youkan }) => {
	const ask = throughputAsk(query, caller, youkan.clock.now());
	const asOf = formatInstant(youkan.asOf());
	const buckets = await throughput(youkan.clickhouse, ask);
	return {
		scope: ask.scope,
		step: ask.stepSeconds,
		asOf,
		items: buckets.map(({ at, count }) => ({ at: formatInstant(at), count }))
	};
});
