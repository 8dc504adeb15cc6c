/** What must be stored after a chaos run, worked out from what was sent alone, and how what is stored differs. */
import { HOUR_MS, MINUTE_MS, floorTo } from '#domain/time.ts';
import type { PlannedEvent } from './plan.ts';

/** What the broker said: `sent` are acknowledged by it; of `maybe` nobody knows whether it has them. Each once. */
export interface Log {
	readonly sent: readonly PlannedEvent[];
	readonly maybe: readonly PlannedEvent[];
}

type Counts = ReadonlyMap<string, number>;

export const identityOf = ({ site, device, boot, seq }: PlannedEvent): string =>
	`${site} ${device} ${boot} ${seq}`;

/** Stored identities against the good ones: those that are missing, and those that nobody sent. */
export function compareIdentities(
	log: Log,
	stored: ReadonlySet<string>
): { readonly lost: string[]; readonly invented: string[] } {
	const isGood = ({ verdict }: PlannedEvent) => verdict === 'good';
	const sent = new Set(log.sent.filter(isGood).map(identityOf));
	const maybe = new Set(log.maybe.filter(isGood).map(identityOf));
	return {
		lost: [...sent].filter((identity) => !stored.has(identity)),
		invented: [...stored].filter((identity) => !sent.has(identity) && !maybe.has(identity))
	};
}

/**
 * Of every minute, `event start-in-epoch-ms`, whose shown count is not that of the good events in it: what the
 * difference is. A count that differs by no more than what is unknown is right.
 */
export function compareMinutes(log: Log, shown: Counts): Map<string, number> {
	const key = ({ at }: PlannedEvent) => String(floorTo(at, MINUTE_MS));
	return differences(countBy(log.sent, 'good', key), countBy(log.maybe, 'good', key), shown);
}

/** Of every topic and reason, `topic reason`, whose dead letters are not exactly the bad ones: the difference. */
export function compareDeadLetters(log: Log, stored: Counts): Map<string, number> {
	const key = ({ topic, reason }: PlannedEvent) => `${topic} ${reason}`;
	return differences(countBy(log.sent, 'bad', key), countBy(log.maybe, 'bad', key), stored);
}

function countBy(
	events: readonly PlannedEvent[],
	kind: 'good' | 'bad',
	key: (event: PlannedEvent) => string
): Counts {
	const counts = new Map<string, number>();
	for (const event of events)
		if ((event.verdict === 'good') === (kind === 'good'))
			counts.set(key(event), (counts.get(key(event)) ?? 0) + 1);
	return counts;
}

function differences(expected: Counts, maybe: Counts, found: Counts): Map<string, number> {
	const result = new Map<string, number>();
	for (const key of new Set([...expected.keys(), ...found.keys()])) {
		const by = (found.get(key) ?? 0) - (expected.get(key) ?? 0);
		if (by < 0 || by > (maybe.get(key) ?? 0)) result.set(key, by);
	}
	return result;
}

/** A row of the ledger as the API tells it. */
export interface LedgerRow {
	readonly site: string;
	readonly device: string;
	readonly stream: string;
	readonly hour: string;
	readonly advance: number;
	readonly stored: number;
	readonly rejected: number;
	readonly missing: number;
}

interface Sums {
	stored: number;
	rejected: number;
	missing: number;
}

/**
 * The rows that do not balance or say something else than the run's own arithmetic, as sentences. Devices with
 * an unknown message are left out.
 */
export function compareLedger(log: Log, rows: readonly LedgerRow[]): string[] {
	const unknown = new Set(log.maybe.map(({ site, device }) => `${site} ${device}`));
	const expected = expectedLedger(log.sent);
	const found = new Map<string, LedgerRow>();
	const faults: string[] = [];
	for (const row of rows) {
		const key = `${row.site} ${row.device} ${row.stream} ${Date.parse(row.hour)}`;
		if (found.has(key)) faults.push(`${key}: twice in the list`);
		found.set(key, row);
		if (row.advance !== row.stored + row.rejected + row.missing)
			faults.push(`${key}: ${wordsOf(row)} do not add up to ${row.advance}`);
	}
	const none = { stored: 0, rejected: 0, missing: 0 };
	for (const key of new Set([...expected.keys(), ...found.keys()])) {
		if (unknown.has(key.split(' ').slice(0, 2).join(' '))) continue;
		const right = wordsOf(expected.get(key) ?? none);
		const said = wordsOf(found.get(key) ?? none);
		if (right !== said) faults.push(`${key}: ${said}, should be ${right}`);
	}
	return faults;
}

const wordsOf = ({ stored, rejected, missing }: Sums): string =>
	`stored ${stored} rejected ${rejected} missing ${missing}`;

/** By `site device stream hour-in-epoch-ms`: number by number, as section 5 of the contract defines it. */
function expectedLedger(sent: readonly PlannedEvent[]): Map<string, Sums> {
	const boots = Map.groupBy(sent, ({ site, device, boot }) => `${site} ${device} ${boot}`);
	const ledger = new Map<string, Sums>();
	for (const events of boots.values()) {
		const readable = events
			.filter(({ verdict }) => verdict !== 'unreadable')
			.sort((a, b) => a.seq - b.seq);
		let before = readable[0]?.isFirstBoot === true ? readable[0].seq - 1 : 0;
		for (const { site, device, seq, at, verdict } of readable) {
			const key = `${site} ${device} scan ${floorTo(at, HOUR_MS)}`;
			const sums = ledger.get(key) ?? { stored: 0, rejected: 0, missing: 0 };
			sums[verdict === 'good' ? 'stored' : 'rejected']++;
			sums.missing += seq - before - 1;
			before = seq;
			ledger.set(key, sums);
		}
	}
	return ledger;
}
