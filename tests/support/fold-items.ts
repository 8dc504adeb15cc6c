import type { ClickHouse } from '#server/clickhouse/client.ts';
import {
	countDays,
	itemMark,
	itemsToFold,
	markItems,
	rememberDays,
	writeItems
} from '#server/clickhouse/item-days.ts';

/** Folds the items that changed, as the job does; the first time all of them. */
export async function foldChanged(db: ClickHouse, version: number, asOf: number): Promise<void> {
	const isFirst = (await itemMark(db)) === 0;
	await writeItems(db, isFirst ? { part: 0, of: 1 } : { keys: await itemsToFold(db) }, version);
	await countDays(db, version);
	await rememberDays(db, version);
	await markItems(db, asOf);
}
