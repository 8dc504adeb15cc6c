import type { ClickHouse } from './client.ts';
import type { Mark, Page } from './page.ts';
import { inScope, inScopes } from './place.ts';

/** Which dead letters are asked for: received in [from, to), epoch ms, newest first. */
export interface DeadLettersAsk extends Page {
	readonly scope: string;
	readonly from: number;
	readonly to: number;
	readonly reason: string | undefined;
	readonly site: string | undefined;
	readonly device: string | undefined;
}

/** A dead letter. Times are epoch ms, 0 where they are not known; texts are empty where they are not. */
export interface DeadLetter {
	readonly id: string;
	readonly receivedAt: number;
	readonly topic: string;
	readonly payloadBytes: number;
	readonly reason: string;
	readonly detail: string;
	readonly site: string;
	readonly device: string;
	readonly stream: string;
	readonly boot: string;
	readonly seq: number;
	readonly at: number;
	readonly copies: number;
	readonly replayedAt: number;
}

const fields = `id, toUnixTimestamp64Milli(received_at) AS receivedAt, topic, payload_bytes AS payloadBytes,
	reason, detail, site, device, stream, boot, seq, toUnixTimestamp64Milli(at) AS at_ms, copies,
	toUnixTimestamp64Milli(replayed_at) AS replayedAt`;

// One without a site is nobody's but the nation's.
const chosen = `received_at >= fromUnixTimestamp64Milli({from:Int64})
	AND received_at < fromUnixTimestamp64Milli({to:Int64})
	AND ({reason:String} = '' OR reason = {reason:String})
	AND ({site:String} = '' OR site = {site:String})
	AND ({device:String} = '' OR device = {device:String})
	AND ${inScope('site')}`;

type Row = Omit<DeadLetter, 'at'> & { readonly at_ms: number };

const letterOf = <T extends Row>({ at_ms, ...row }: T) => ({ ...row, at: at_ms });

/** A page of dead letters, and how many there are in all. */
export async function deadLetters(
	db: ClickHouse,
	ask: DeadLettersAsk
): Promise<{ readonly items: readonly DeadLetter[]; readonly total: number }> {
	const { scope, from, reason = '', site = '', device = '', limit } = ask;
	const to = Math.min(ask.to, ask.asOf);
	const given = { scope, from, to, reason, site, device };
	const after = ask.after ?? { at: to, id: '' };
	const [counted, rows] = await Promise.all([
		db.query<{ total: number }>(
			'dead-letters:total',
			`SELECT count() AS total FROM dead_letter WHERE ${chosen}`,
			given
		),
		db.query<Row>(
			'dead-letters',
			`SELECT ${fields} FROM dead_letter
			WHERE ${chosen} AND (receivedAt, id) < ({at:Int64}, {id:String})
			ORDER BY receivedAt DESC, id DESC LIMIT {limit:UInt32}`,
			{ ...given, ...after, limit }
		)
	]);
	return { items: rows.map(letterOf), total: counted[0]?.total ?? 0 };
}

/** A dead letter as far as another try needs it. */
export interface Replayable {
	readonly id: string;
	readonly receivedAt: number;
	readonly topic: string;
	readonly payload: string;
	readonly payloadBytes: number;
	readonly replayedAt: number;
}

/** Which letters are tried again: by id, or by reason those that were not yet; both together narrow. */
export interface ReplayAsk {
	readonly ids: readonly string[] | undefined;
	readonly reason: string | undefined;
	/** Letters of these places. */
	readonly scopes: readonly string[];
}

/** The letters to try again after the one of the mark, oldest first; epoch ms. */
export function replayable(
	db: ClickHouse,
	{ ids, reason = '', scopes }: ReplayAsk,
	after: Mark,
	limit: number
): Promise<Replayable[]> {
	return db.query<Replayable>(
		'dead-letters:replay',
		`SELECT id, toUnixTimestamp64Milli(received_at) AS receivedAt, topic, payload, payload_bytes AS payloadBytes,
			toUnixTimestamp64Milli(replayed_at) AS replayedAt
		FROM dead_letter
		WHERE (receivedAt, id) > ({at:Int64}, {id:String}) AND ${inScopes('site')}
		  AND ({reason:String} = '' OR reason = {reason:String})
		  AND if({isNamed:Bool}, id IN {ids:Array(String)}, replayedAt <= 0)
		ORDER BY receivedAt, id LIMIT {limit:UInt32}`,
		{ reason, scopes, ids: ids ?? [], isNamed: ids !== undefined, ...after, limit }
	);
}

/** Notes that what these letters said is stored now; `at` in epoch ms. */
export async function markReplayed(
	db: ClickHouse,
	ids: readonly string[],
	at: number
): Promise<void> {
	if (ids.length === 0) return;
	// Rows are partial states of which any may answer: a copy of the whole, which adds nothing to the count.
	await db.command(
		`INSERT INTO dead_letter_row (id, received_at, topic, payload, payload_bytes, reason, detail, site, device,
			stream, boot, seq, at, copies, replayed_at)
		SELECT id, received_at, topic, payload, payload_bytes, reason, detail, site, device, stream, boot, seq, at,
			0, fromUnixTimestamp64Milli({at:Int64})
		FROM dead_letter WHERE id IN {ids:Array(String)}`,
		{ ids, at }
	);
}

/** How many letters have a reason and come from a device. */
export interface LetterCount {
	readonly reason: string;
	readonly site: string;
	readonly device: string;
	readonly letters: number;
	readonly copies: number;
	readonly replayed: number;
}

/** The letters of `deadLetters` counted by reason and device, most first; all of them, however many. */
export function deadLetterCounts(
	db: ClickHouse,
	ask: Omit<DeadLettersAsk, 'limit' | 'after'>
): Promise<LetterCount[]> {
	const { scope, from, reason = '', site = '', device = '' } = ask;
	return db.query<LetterCount>(
		'dead-letters:counts',
		`SELECT reason, site, device, count() AS letters, sum(copies) AS copies,
			countIf(toUnixTimestamp64Milli(replayed_at) > 0) AS replayed
		FROM dead_letter WHERE ${chosen}
		GROUP BY reason, site, device ORDER BY letters DESC, reason, site, device`,
		{ scope, from, to: Math.min(ask.to, ask.asOf), reason, site, device }
	);
}

/** One dead letter with its payload as text, or undefined when there is none of that id in the scopes. */
export async function deadLetter(
	db: ClickHouse,
	id: string,
	scopes: readonly string[]
): Promise<(DeadLetter & { readonly payload: string }) | undefined> {
	const rows = await db.query<Row & { readonly payload: string }>(
		'dead-letter',
		`SELECT ${fields}, payload FROM dead_letter WHERE id = {id:String} AND ${inScopes('site')}`,
		{ id, scopes }
	);
	return rows.map(letterOf)[0];
}
