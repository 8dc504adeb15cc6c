import { lineStatesOf, lineKey, visitsOf, type LineScan } from '#domain/line-visit.ts';
import { statesOf } from '#domain/line.ts';
import { itemAnswer, mailNoOf } from '#server/api/items.ts';
import { around, visitAnswer } from '#server/api/lines.ts';
import { answering, type Call } from '#server/api/request.ts';
import { itemEvents } from '#server/clickhouse/item-events.ts';
import { stateReports } from '#server/clickhouse/line-states.ts';

export const GET = answering(async ({ caller, youkan, params }) => {
	const mailNo = mailNoOf(params['mailNo'] ?? '', youkan.references);
	const record = await itemEvents(youkan.clickhouse, mailNo);
	const scans = record.events.flatMap(({ site, line, at }) =>
		line === undefined ? [] : [{ site, line, at }]
	);
	const lines = await linesOf(scans, youkan);
	return itemAnswer(mailNo, record, { caller, asOf: youkan.asOf(), lines });
});

/** The lines that an item was on, with what they did meanwhile. */
async function linesOf(scans: readonly LineScan[], { clickhouse }: Call['youkan']) {
	const states = await Promise.all(
		visitsOf(scans).map(async (visit) => {
			const period = around(visit);
			const reports = await stateReports(clickhouse, visit, period);
			return [lineKey(visit.site, visit.device), statesOf(reports, period)] as const;
		})
	);
	return lineStatesOf(scans, joined(states)).map(visitAnswer);
}

/** An item may be on a line twice. */
function joined<T>(of: readonly (readonly [string, readonly T[]])[]): ReadonlyMap<string, T[]> {
	const all = new Map<string, T[]>();
	for (const [key, values] of of) all.set(key, [...(all.get(key) ?? []), ...values]);
	return all;
}
