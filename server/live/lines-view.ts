import { withoutNulls, type JsonObject } from '#domain/merge-patch.ts';
import { lineAnswer } from '#server/api/lines.ts';
import type { ClickHouse } from '#server/clickhouse/client.ts';
import { lines } from '#server/clickhouse/lines.ts';
import { createPart, type PartDeps } from './part.ts';
import type { LiveView } from './wall-view.ts';

const pace = { leastMs: 1_000, mostMs: 5_000 };

/** The state of the view `lines`: the lines of a scope by `site device`. */
export function createLinesView(
	deps: PartDeps & { readonly clickhouse: ClickHouse },
	scope: string
): LiveView {
	const part = createPart(deps, pace, async (asOf) =>
		Object.fromEntries((await lines(deps.clickhouse, { scope, asOf })).map(lineAnswer).map(entryOf))
	);
	return {
		async read() {
			const { value, asOf } = await part.get();
			return { value: withoutNulls({ lines: value }), asOf };
		}
	};
}

function entryOf(answer: ReturnType<typeof lineAnswer>): [string, JsonObject] {
	return [`${answer.site} ${answer.device}`, { ...answer, shift: { ...answer.shift } }];
}
