import { withoutNulls, type Json, type JsonObject } from '#domain/merge-patch.ts';
import { MINIMUM_DUE } from '#domain/ranking.ts';
import { DAY_MS, floorTo } from '#domain/time.ts';
import { rankingAnswer } from '#server/api/ranking.ts';
import type { Caller } from '#server/auth/caller.ts';
import type { ClickHouse } from '#server/clickhouse/client.ts';
import { rankingFigures } from '#server/clickhouse/ranking.ts';
import { createPart, type PartDeps } from './part.ts';
import type { LiveView } from './wall-view.ts';

/** A rank changes with every delivery; a look at it costs a few milliseconds. */
const pace = { leastMs: 500, mostMs: 2_000 };

/** The ranking of all: its rows are cut to a channel's scope afterwards. */
const everybody: Caller = { name: 'live', role: 'operator', scopes: ['cn'] };

/** The state of the view `ranking`: the provinces of a scope by on-time rate of the last 24 hours' deadlines. */
export function createRankingView(
	deps: PartDeps & { readonly clickhouse: ClickHouse },
	scope: string
): LiveView {
	const part = createPart(deps, pace, async (asOf) => {
		const now = deps.clock.now();
		const from = floorTo(now, DAY_MS);
		const ask = {
			...{ metric: 'on_time_rate' as const, basis: undefined, project: undefined },
			...{ window: '24h' as const, days: { from, to: from + DAY_MS }, asOf, knownAt: undefined },
			...{ upToAsOf: false, isWritten: true, minimum: MINIMUM_DUE }
		};
		const figures = await rankingFigures(deps.clickhouse, ask, now);
		const answer = rankingAnswer(ask, figures, everybody);
		const { metric, window, minimum } = answer;
		const mine = answer.items.filter(
			({ province }) => scope === 'cn' || scope.startsWith(province)
		);
		return {
			asOf: figures.asOf,
			state: { metric, window, minimum, provinces: Object.fromEntries(mine.map(entryOf)) }
		};
	});
	return {
		async read() {
			const { value, asOf } = await part.get();
			const state: JsonObject = withoutNulls({ ...value.state, scope });
			return { value: state, asOf: Math.min(asOf, value.asOf) };
		}
	};
}

function entryOf({
	province,
	...row
}: { readonly province: string } & Readonly<Record<string, Json>>): [string, JsonObject] {
	return [province, row];
}
