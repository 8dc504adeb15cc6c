import type { Deadline, SlaItem } from '#domain/sla.ts';
import type { ClickHouse } from './clickhouse/client.ts';
import { openItems, type OpenItem } from './clickhouse/open-items.ts';

/** Items read at a time. */
const AT_ONCE = 5_000;

/** What a page of open items comes to. */
interface Page {
	/** How many were looked at. */
	readonly seen: number;
	/** Those that are due otherwise, with what was before. */
	readonly decided: readonly (Deadline & { readonly key: string; readonly item: OpenItem })[];
}

/** The open items whose deadline or rule would be another by `decide`, page by page. */
export async function* changedDeadlines(
	db: ClickHouse,
	decide: (item: SlaItem) => Deadline
): AsyncGenerator<Page> {
	for (let after: OpenItem | undefined; ;) {
		const items = await openItems(db, after, AT_ONCE);
		const decided = items.flatMap((item) => {
			const deadline = decide(item);
			const isSame = deadline.at === item.deadline && deadline.rule === item.rule;
			return isSame ? [] : [{ ...deadline, key: item.key, item }];
		});
		if (items.length > 0) yield { seen: items.length, decided };
		after = items.at(-1);
		if (items.length < AT_ONCE) return;
	}
}
