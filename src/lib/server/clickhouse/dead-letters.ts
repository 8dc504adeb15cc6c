import type { ClickHouse } from './client.ts';
import type { Page } from './page.ts';
import { inScope } from './place.ts';

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

/** One dead letter with its payload as text, or undefined when there is none of that id in the scope. */
export async function deadLetter(
	db: ClickHouse,
	id: string,
	scope: string
): Promise<(DeadLetter & { readonly payload: string }) | undefined> {
	const rows = await db.query<Row & { readonly payload: string }>(
		'dead-letter',
		`SELECT ${fields}, payload FROM dead_letter WHERE id = {id:String} AND ${inScope('site')}`,
		{ id, scope }
	);
	return rows.map(letterOf)[0];
}
