import {
	accountBoot,
	addBalance,
	hasHole,
	interleave,
	noBalance,
	spansOf,
	type Balance
} from '#domain/ledger.ts';
import type { ClickHouse } from './client.ts';
import {
	bootKey,
	firstBoots,
	layersOf,
	openBoots,
	type Boot,
	type Raised
} from './ledger-boots.ts';
import { keyOf, type Given, type SourceKey } from './ledger-sql.ts';

/** So many devices are named in one statement. */
const PORTION = 500;
/** Of more the whole scope is asked about instead. */
const MANY = 5_000;

/** The balances of a device and stream by hour; hours outside of those asked for may be among them. */
export type Accounts = ReadonlyMap<SourceKey, ReadonlyMap<number, Balance>>;

/**
 * Accounts `boots` (of which `bootsByHour` and `bootsAtOnce` tell) and what devices named as their last.
 * Asks for single numbers only where the hours of a boot do not say enough.
 */
export async function accountsOf(
	db: ClickHouse,
	given: Given,
	boots: readonly Boot[],
	raised: readonly Raised[]
): Promise<Accounts> {
	const known = new Set(boots.map(bootKey));
	const silent = raised
		.filter((row) => !known.has(bootKey(row)))
		.map((row): Boot => ({ ...row, spans: [] }));
	const raisedOf = new Map(raised.map((row) => [bootKey(row), row]));

	const midway = [...boots.filter(({ spans }) => (spans[0]?.lo ?? 1) > 1), ...silent];
	const firsts = await inPortions(given, keysOf(midway), (part) => firstBoots(db, part));
	const isFirst = (boot: Boot) => firsts.get(keyOf(boot))?.boot === boot.boot;

	const holed = boots.filter(
		(boot) =>
			hasHole(boot.spans) ||
			interleave(boot.spans) ||
			((boot.spans[0]?.lo ?? 1) > 1 && !isFirst(boot))
	);
	const open = await inPortions(given, keysOf(holed), (part) => openBoots(db, part));
	const unclear = holed.filter((boot) => interleave(boot.spans) || open.has(bootKey(boot)));
	const wanted = new Set(unclear.map(bootKey));
	const layers = await inPortions(
		given,
		keysOf(unclear),
		(part) => layersOf(db, part, wanted),
		Infinity
	);

	const accounts = new Map<SourceKey, Map<number, Balance>>();
	for (const boot of [...boots, ...silent]) {
		const key = keyOf(boot);
		const named = raisedOf.get(bootKey(boot));
		const found = layers.get(bootKey(boot));
		// A boot of which nothing came counts once its device was known; before, Youkan was not connected.
		const since = firsts.get(key)?.receivedAt ?? Infinity;
		if (boot.spans.length === 0 && (named?.receivedAt ?? 0) <= since) continue;
		const hours = accountBoot(found ? spansOf(found) : boot.spans, {
			isFirst: isFirst(boot),
			horizon: open.get(bootKey(boot)) ?? Infinity,
			raised: named
		});
		const account = accounts.get(key) ?? new Map<number, Balance>();
		for (const [hour, balance] of hours)
			account.set(hour, addBalance(account.get(hour) ?? noBalance, balance));
		accounts.set(key, account);
	}
	return accounts;
}

const keysOf = (boots: readonly Boot[]): SourceKey[] => [...new Set(boots.map(keyOf))];

/** Asks for `keys` portion by portion, or for the whole scope at once where there are too many of them. */
export async function inPortions<K, V>(
	given: Given,
	keys: readonly SourceKey[],
	ask: (part: Given) => Promise<ReadonlyMap<K, V>>,
	many = MANY
): Promise<Map<K, V>> {
	if (keys.length > many) return new Map(await ask({ ...given, keys: [] }));
	const all = new Map<K, V>();
	for (let start = 0; start < keys.length; start += PORTION)
		for (const [k, v] of await ask({ ...given, keys: keys.slice(start, start + PORTION) }))
			all.set(k, v);
	return all;
}
