import { ApiFault } from '#server/api/fault.ts';
import { lineAsk, lineStripAnswer, MOST_LINE_SCANS } from '#server/api/lines.ts';
import { answering } from '#server/api/request.ts';
import { itemsOnLine } from '#server/clickhouse/line-items.ts';
import { stateReports } from '#server/clickhouse/line-states.ts';

export const GET = answering(async ({ query, caller, youkan, params }) => {
	const ask = lineAsk(params, query, caller, youkan.asOf());
	const [reports, scans] = await Promise.all([
		stateReports(youkan.clickhouse, ask, ask),
		itemsOnLine(youkan.clickhouse, ask, ask, MOST_LINE_SCANS)
	]);
	if (reports.length === 0 && scans.length === 0)
		throw new ApiFault(404, 'not_found', 'no such line, or nothing of it in this time');
	return lineStripAnswer(ask, reports, scans, caller);
});
