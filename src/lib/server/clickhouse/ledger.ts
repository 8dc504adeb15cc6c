import { advanceOf, noBalance, type Balance } from '#domain/ledger.ts';
import type { ClickHouse } from './client.ts';
import { accountsOf, inPortions } from './ledger-accounts.ts';
import { bootsByHour, raisedBoots } from './ledger-boots.ts';
import { extras, interleavedSources, ledgerKeys, type Extra } from './ledger-keys.ts';
import {
	SETTLE_MS,
	keyOf,
	type Devices,
	type Given,
	type Hours,
	type SourceKey
} from './ledger-sql.ts';
import { revisedHours } from './ledger-revised.ts';
import type { Mark, Page } from './page.ts';

/** Which part of the ledger is asked for, newest hour first; `from` and `to` are starts of hours, epoch ms. */
export interface LedgerAsk extends Page, Devices, Hours {}

/** The balance of one device, stream and hour (epoch ms), and beside it what came again. */
export interface LedgerRow extends Balance {
	readonly site: string;
	readonly device: string;
	readonly stream: string;
	readonly hour: number;
	readonly advance: number;
	readonly duplicate: number;
	readonly conflict: number;
	/** Something of the hour was received after its business day was closed. */
	readonly revised: boolean;
}

type Unmarked = Omit<LedgerRow, 'revised'>;

/** Where a row stands in the list. */
export const markOf = (row: Pick<LedgerRow, 'hour' | 'site' | 'device' | 'stream'>): Mark => ({
	at: row.hour,
	id: keyOf(row)
});

/**
 * A page of the ledger, and how many rows there are in all. Balances are as of now, but what came in the
 * minute before `asOf` makes nothing missing.
 */
export async function ledger(
	db: ClickHouse,
	ask: LedgerAsk
): Promise<{ readonly items: readonly LedgerRow[]; readonly total: number }> {
	const { scope, site, device, from, to, limit } = ask;
	const given: Given = { scope, site, device, from, to, keys: [], settled: ask.asOf - SETTLE_MS };
	const odd = await oddSources(db, given);
	const oddRows = new Map(
		[...(await rowsOf(db, given, [...odd], MANY_ODD))].filter(([, row]) => odd.has(keyOf(row)))
	);
	const shown = [...oddRows.values()].filter(isShown);
	// The database counts and orders the hours in which something came; the odd ones are put right here.
	const candidates = [...oddRows.values()].filter(({ isCandidate }) => isCandidate);
	const { total, keys } = await ledgerKeys(db, given, {
		after: ask.after,
		limit: limit + candidates.length
	});
	const plain = keys.filter((row) => !odd.has(keyOf(row))).slice(0, limit);
	const page = [...shown.filter((row) => isAfter(row, ask.after)), ...plain]
		.map((row) => ({ ...row, ...markOf(row) }))
		.sort(byMark)
		.slice(0, limit);
	const found = await plainRows(
		db,
		given,
		page.filter((row) => !odd.has(keyOf(row)))
	);
	const rows = page.flatMap(({ at, id }): Unmarked[] => {
		const row = found.get(`${at} ${id}`) ?? oddRows.get(`${at} ${id}`);
		return row ? [unmarked(row)] : [];
	});
	const revised = await revisedHours(db, given, rows, ask.asOf);
	return {
		items: rows.map((row) => ({ ...row, revised: revised.has(`${row.hour} ${keyOf(row)}`) })),
		total: total - candidates.length + shown.length
	};
}

/** So many odd devices are asked about by name; of more, the whole scope. */
const MANY_ODD = 5_000;

/** Devices whose hours cannot be counted by the database: an hour may have nothing of its own, or only what is missing. */
async function oddSources(db: ClickHouse, given: Given): Promise<Set<SourceKey>> {
	const [interleaved, raised] = await Promise.all([
		interleavedSources(db, given),
		raisedBoots(db, given)
	]);
	return new Set([...interleaved, ...raised].map(keyOf));
}

type Row = Unmarked & { readonly isCandidate: boolean };

const isShown = ({ advance, duplicate, conflict }: Unmarked) => advance + duplicate + conflict > 0;

function unmarked({ isCandidate: _, ...row }: Row): Unmarked {
	const { site, device, stream, hour, advance, stored, rejected, missing } = row;
	const { duplicate, conflict } = row;
	return { site, device, stream, hour, advance, stored, rejected, missing, duplicate, conflict };
}

/** The rows of a page that nothing is odd about: only the hours on it are asked for. */
function plainRows(
	db: ClickHouse,
	given: Given,
	page: readonly { readonly at: number; readonly id: string }[]
): Promise<Map<string, Row>> {
	const hours = page.map(({ at }) => at);
	const keys = [...new Set(page.map(({ id }) => id as SourceKey))];
	if (keys.length === 0) return Promise.resolve(new Map<string, Row>());
	const within = { ...given, from: Math.min(...hours), to: Math.max(...hours) + 1 };
	return rowsOf(db, within, keys);
}

/** The rows of `keys` by hour and key, those without anything among them. */
function rowsOf(
	db: ClickHouse,
	given: Given,
	keys: readonly SourceKey[],
	many = Infinity
): Promise<Map<string, Row>> {
	return inPortions(
		given,
		keys,
		async (part) => {
			const [boots, raised, beside] = await Promise.all([
				bootsByHour(db, part),
				raisedBoots(db, part),
				extras(db, part)
			]);
			const accounts = await accountsOf(db, part, boots, raised);
			const rows = new Map<string, Row>();
			const put = (key: SourceKey, hour: number, isCandidate: boolean, extra?: Extra) => {
				const id = `${hour} ${key}`;
				if (hour < given.from || hour >= given.to) return;
				const [site = '', device = '', stream = ''] = key.split(' ');
				const balance = accounts.get(key)?.get(hour) ?? noBalance;
				const before = rows.get(id);
				rows.set(id, {
					...{ site, device, stream, hour, advance: advanceOf(balance), ...balance },
					duplicate: extra?.duplicate ?? before?.duplicate ?? 0,
					conflict: extra?.conflict ?? before?.conflict ?? 0,
					isCandidate: isCandidate || before?.isCandidate === true
				});
			};
			for (const boot of boots) for (const { hour } of boot.spans) put(keyOf(boot), hour, true);
			for (const extra of beside) put(keyOf(extra), extra.hour, true, extra);
			for (const [key, account] of accounts)
				for (const hour of account.keys()) put(key, hour, false);
			return rows;
		},
		many
	);
}

const byMark = (a: Mark, b: Mark) => b.at - a.at || (a.id < b.id ? -1 : 1);

function isAfter(row: Unmarked, after: Mark | undefined): boolean {
	return after === undefined || byMark(after, markOf(row)) < 0;
}
