import { formatInstant } from '#domain/time.ts';
import { manifestAsk } from '#server/api/manifest.ts';
import { ApiFault } from '#server/api/fault.ts';
import { nextOf } from '#server/api/page.ts';
import { answering } from '#server/api/request.ts';
import { manifest } from '#server/clickhouse/manifest.ts';

export const GET = answering(async ({ query, caller, youkan, params }) => {
	const ask = manifestAsk(params['batch'] ?? '', query, caller, youkan.asOf());
	const { steps, event, items, total } = await manifest(youkan.clickhouse, ask);
	if (event === null) throw new ApiFault(404, 'not_found', `batch: none has the name ${ask.batch}`);
	const last = items.length === ask.limit ? items.at(-1) : undefined;
	return {
		...{ batch: ask.batch, event, steps, total, asOf: formatInstant(ask.asOf) },
		items: items.map((item) => ({ ...item, since: formatInstant(item.since) })),
		next: nextOf(ask, last && { at: last.since, id: last.mailNo })
	};
});
