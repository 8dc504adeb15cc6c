/** Dead letters tried again: what is good now is stored, once, as if it had just come. */
import { decodePacket } from '#domain/decode/packet.ts';
import type { Source } from '#domain/event.ts';
import type { ClickHouse } from '../clickhouse/client.ts';
import {
	markReplayed,
	replayable,
	type Replayable,
	type ReplayAsk
} from '../clickhouse/dead-letters.ts';
import { touchItems } from '../clickhouse/item-days.ts';
import {
	storedIdentities,
	type Identity,
	type StoredIdentity
} from '../clickhouse/stored-identities.ts';
import { createBatch, tokenOf } from './batch.ts';
import { contentHash, type Counted } from './content-hash.ts';
import { createEventWriter, type DecideDeadline } from './event-writer.ts';

/** Letters handled at a time; a parameter of a statement has 128 KiB at the most. */
const AT_ONCE = 500;
/** Letters handled by one call; the rest wait for the next. */
const MOST = 10_000;

/** What became of the letters: `replayed` were tried, of which `stored` are stored and `refused` are not. */
export interface Replayed {
	readonly replayed: number;
	readonly stored: number;
	readonly refused: number;
}

interface ReplayDeps {
	readonly clickhouse: ClickHouse;
	readonly decide: DecideDeadline;
	readonly retentionDays: number;
	readonly now: () => number;
}

interface Event {
	readonly source: Source;
	readonly telemetry: Counted;
	readonly hash: bigint;
}

/**
 * Tries letters again by the rules of today, at most 10,000 a call. A letter whose every object is good now, or
 * stored already, is marked; any other stays as it is. Again and again, each event is stored once. A clock
 * that was ahead is judged by the time of the replay.
 */
export async function replayLetters(deps: ReplayDeps, ask: ReplayAsk): Promise<Replayed> {
	let after = { at: -1, id: '' };
	let [replayed, stored] = [0, 0];
	while (replayed < MOST) {
		const letters = await replayable(deps.clickhouse, ask, after, AT_ONCE);
		const last = letters.at(-1);
		if (!last) break;
		after = { at: last.receivedAt, id: last.id };
		replayed += letters.length;
		stored += await replaySome(deps, letters);
	}
	return { replayed, stored, refused: replayed - stored };
}

/** How many of the letters are stored now. */
async function replaySome(deps: ReplayDeps, letters: readonly Replayable[]): Promise<number> {
	const { clickhouse, retentionDays } = deps;
	const now = deps.now();
	const read = letters.flatMap((letter) => {
		const events = eventsOf(letter, now, retentionDays);
		return events ? [{ letter, events }] : [];
	});
	const known = await knownOf(
		clickhouse,
		read.flatMap(({ events }) => events)
	);
	const batch = createBatch<never>();
	const write = createEventWriter(deps.decide);
	const done: Replayable[] = [];
	const mails: string[] = [];
	for (const { letter, events } of read) {
		const fresh = events.filter((event) => !known.has(keyOf(event)));
		// Two letters may hold one event.
		const same = events.every((event) => isSame(event, known.get(keyOf(event))));
		if (!same) continue;
		for (const event of fresh) {
			write(batch, event.source, event.telemetry, { receivedAt: now, contentHash: event.hash });
			known.set(keyOf(event), storedAs(event));
			if (event.telemetry.stream === 'scan') mails.push(event.telemetry.value.mailNo);
		}
		done.push(letter);
	}
	for (const insert of batch.inserts()) {
		const body = insert.lines.join('\n');
		await clickhouse.insert(insert.table, insert.columns, body, tokenOf(insert, body));
	}
	// They were received before what is folded already was stored.
	if (mails.length > 0) await touchItems(clickhouse, mails);
	await markReplayed(
		clickhouse,
		done.filter(({ replayedAt }) => replayedAt <= 0).map(({ id }) => id),
		now
	);
	return done.length;
}

/** All events of a letter; undefined when one is refused still, or when not all of it was kept. */
function eventsOf(letter: Replayable, now: number, retentionDays: number): Event[] | undefined {
	const payload = Buffer.from(letter.payload);
	if (payload.length < letter.payloadBytes) return undefined;
	const { source, accepted, refused } = decodePacket(letter.topic, payload, now, { retentionDays });
	if (!source || refused.length > 0) return undefined;
	const events = accepted.flatMap(({ telemetry }): Event[] =>
		telemetry.stream === 'status' ? [] : [{ source, telemetry, hash: contentHash(telemetry.value) }]
	);
	// A status says how things were when it came: it is of no use later.
	return events.length === accepted.length ? events : undefined;
}

async function knownOf(
	db: ClickHouse,
	events: readonly Event[]
): Promise<Map<string, StoredIdentity>> {
	const known = new Map<string, StoredIdentity>();
	for (const [stream, of] of Map.groupBy(events, ({ telemetry }) => telemetry.stream)) {
		for (const stored of await storedIdentities(db, stream, of.map(identityOf))) {
			const key = JSON.stringify([stream, stored.site, stored.device, stored.boot, stored.seq]);
			if (!known.has(key)) known.set(key, stored);
		}
	}
	return known;
}

function identityOf({ source: { site, device }, telemetry: { value } }: Event): Identity {
	return { site, device, boot: value.boot, seq: value.seq };
}

function keyOf(event: Event): string {
	const { site, device, boot, seq } = identityOf(event);
	return JSON.stringify([event.telemetry.stream, site, device, boot, seq]);
}

const storedAs = (event: Event): StoredIdentity => ({
	...identityOf(event),
	hash: String(event.hash),
	at: event.telemetry.value.at
});

/** A hash that is forgotten differs from none of its instant. */
function isSame(event: Event, stored: StoredIdentity | undefined): boolean {
	if (!stored) return true;
	if (stored.hash === '0') return stored.at === event.telemetry.value.at;
	return stored.hash === String(event.hash);
}
