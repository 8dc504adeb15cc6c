import { addBalance, advanceOf, noBalance } from '#domain/ledger.ts';
import { rate, type Rate } from '#domain/rate.ts';
import { DAY_MS, HOUR_MS, floorTo } from '#domain/time.ts';
import type { ClickHouse } from './client.ts';
import { accountsOf, inPortions } from './ledger-accounts.ts';
import { bootKey, bootsAtOnce, glanceAtBoots, raisedBoots } from './ledger-boots.ts';
import { SETTLE_MS, type Hours } from './ledger-sql.ts';

/** The hours that the 24 hours up to `asOf` touch. */
export function lastDay(asOf: number): Hours {
	return { from: floorTo(asOf - DAY_MS, HOUR_MS), to: floorTo(asOf, HOUR_MS) + HOUR_MS };
}

/** Stored of what the devices of a scope counted in the hours that the 24 up to `asOf` (epoch ms) touch. */
export async function completeness(db: ClickHouse, scope: string, asOf: number): Promise<Rate> {
	const hours = lastDay(asOf);
	const given = { scope, ...hours, keys: [], settled: asOf - SETTLE_MS };
	const [{ complete, boots, unclear }, raised] = await Promise.all([
		glanceAtBoots(db, given),
		raisedBoots(db, given)
	]);
	const looked = await inPortions(given, [...new Set(unclear.values())], async (part) =>
		Map.groupBy(await bootsAtOnce(db, part), bootKey)
	);
	const cleared = [...looked].filter(([key]) => unclear.has(key)).flatMap(([, found]) => found);
	const accounts = await accountsOf(db, given, [...boots, ...cleared], raised);
	const balances = [...accounts.values()].flatMap((account) =>
		[...account].filter(([hour]) => hour >= hours.from && hour < hours.to).map(([, b]) => b)
	);
	const { stored, ...rest } = balances.reduce(addBalance, noBalance);
	return rate(stored + complete, advanceOf({ stored, ...rest }) + complete);
}
