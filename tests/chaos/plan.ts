/** What a chaos run does, decided beforehand from a seed: which messages are sent, and which faults come when. */
import { scan } from '../support/events.ts';

/** What is to become of a message: stored, a dead letter under its own name, or one that nobody can name. */
type Verdict = 'good' | 'rejected' | 'unreadable';

/** One event that a device believes to have sent. */
export interface PlannedEvent {
	readonly site: string;
	readonly device: string;
	readonly boot: string;
	readonly seq: number;
	/** Whether the device had no other boot before. */
	readonly isFirstBoot: boolean;
	/** Epoch milliseconds. */
	readonly at: number;
	readonly topic: string;
	readonly verdict: Verdict;
	/** Of the dead letter; empty for a good one. */
	readonly reason: string;
}

export interface PlannedMessage {
	/** Milliseconds from the beginning. */
	readonly due: number;
	readonly payload: string;
	/** The same object for every copy. */
	readonly event: PlannedEvent;
}

export interface MessageOptions {
	readonly seed: number;
	/** Epoch milliseconds at which the first message is due. */
	readonly begun: number;
	readonly seconds: number;
	readonly perSecond: number;
	/** Shares of the messages, 0 to 1: sent again, sent after the device's next one, and refused. */
	readonly duplicates: number;
	readonly swaps: number;
	readonly bad: number;
}

/** Of the contract, as the runs send them: some 10 % twice, 5 % out of order, 0.5 % bad. */
export const usualShares = { duplicates: 0.1, swaps: 0.05, bad: 0.005 };

/** The provinces whose devices take part; a bad topic names the next one. */
export const provinces = ['11', '31', '42', '43', '44', '51', '61', '65'] as const;

const DEVICES = 320;
const REBOOTING = 0.1;
/** A copy comes at once, or up to so much later. */
const COPY_LATER_MS = 5_000;

/** A stream of numbers from 0 to 1 (mulberry32), the same for the same seed. */
function createRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
}

interface Device {
	readonly site: string;
	readonly name: string;
	/** Milliseconds from the beginning; Infinity for one that goes through. */
	readonly rebootsAt: number;
	boots: number;
	seq: number;
}

/** The messages of a run by the time they are due. */
export function planMessages(options: MessageOptions): PlannedMessage[] {
	const random = createRandom(options.seed);
	const durationMs = options.seconds * 1000;
	const devices = Array.from({ length: DEVICES }, (_, i): Device => {
		const rebootsAt = random() < REBOOTING ? (0.3 + 0.4 * random()) * durationMs : Infinity;
		const site = `${provinces[i % provinces.length] ?? ''}0102`;
		return { site, name: `pda-${i}`, rebootsAt, boots: 1, seq: 0 };
	});
	const own = new Map<Device, PlannedMessage[]>(devices.map((device) => [device, []]));
	const total = options.seconds * options.perSecond;
	for (let i = 0; i < total; i++) {
		const device = devices[Math.floor(random() * DEVICES)];
		if (!device) continue;
		const due = Math.floor((i * 1000) / options.perSecond);
		if (due >= device.rebootsAt && device.boots === 1) Object.assign(device, { boots: 2, seq: 0 });
		device.seq++;
		const fault = random() < options.bad ? Math.floor(random() * faults.length) : -1;
		own.get(device)?.push(messageOf(device, due, options.begun, i, faults[fault]));
	}
	const inOrder = [...own.values()].flatMap((messages) => swapped(messages, options.swaps, random));
	const copies = inOrder.flatMap((message) => {
		if (random() >= options.duplicates) return [];
		const later = random() < 0.5 ? 0 : Math.floor(random() * COPY_LATER_MS);
		return [{ ...message, due: message.due + later }];
	});
	return [...inOrder, ...copies].sort((a, b) => a.due - b.due);
}

/** The ways to be bad: what is done to the topic or the text, and what is to become of it. */
interface BadWay {
	readonly reason: string;
	readonly verdict: Verdict;
	readonly topic?: (topic: string) => string;
	readonly fields?: object;
	readonly text?: (text: string) => string;
}

const faults: readonly BadWay[] = [
	{ reason: 'field:event', verdict: 'rejected', fields: { event: undefined } },
	{ reason: 'field:mailNo', verdict: 'rejected', fields: { mailNo: 'RR473124828CN' } },
	{ reason: 'field:seq', verdict: 'unreadable', fields: { seq: 'next' } },
	{ reason: 'not_json', verdict: 'unreadable', text: (text) => text.slice(0, -1) },
	// The site of another province, under the same filter of the same worker.
	{ reason: 'topic', verdict: 'unreadable', topic: (t) => t.replace(/\/\d{6}\//, '/990102/') }
];

const events: readonly object[] = [
	{ event: 'accepted', project: 'ID', dest: '420106' },
	{ event: 'sorted', chute: '12' },
	{ event: 'departed' },
	{ event: 'arrived' },
	{ event: 'out_for_delivery' },
	{ event: 'attempted', reason: 'absent' },
	{ event: 'delivered', signedBy: 'recipient', idVerified: true }
];

function messageOf(
	{ site, name, boots, seq }: Device,
	due: number,
	begun: number,
	number: number,
	way: BadWay | undefined
): PlannedMessage {
	const at = begun + due;
	const boot = `${name}-${boots}`;
	const topic = `youkan/v1/${site.slice(0, 2)}/${site}/${name}/scan`;
	const text = JSON.stringify({
		...scan(boot, seq, at, events[number % events.length]),
		...{ mailNo: String(9_100_000_000_000 + Math.floor(number / events.length)) },
		...way?.fields
	});
	return {
		due,
		payload: way?.text?.(text) ?? text,
		event: {
			...{ site, device: name, boot, seq, at, isFirstBoot: boots === 1 },
			topic: way?.topic?.(topic) ?? topic,
			verdict: way?.verdict ?? 'good',
			reason: way?.reason ?? ''
		}
	};
}

/** The messages of one device, a share of them due at each other's times with the next of the same boot. */
function swapped(
	messages: readonly PlannedMessage[],
	share: number,
	random: () => number
): PlannedMessage[] {
	const result = [...messages];
	for (let i = 0; i + 1 < result.length; i++) {
		const [a, b] = [result[i], result[i + 1]];
		if (!a || !b || a.event.boot !== b.event.boot || random() >= share) continue;
		result[i] = { ...a, due: b.due };
		result[i + 1] = { ...b, due: a.due };
		i++;
	}
	return result;
}

type FaultKind = 'kill' | 'reset' | 'blackhole';

/** What is done to whom; a kill is a kill -9, the others are done to ingest's connections with it. */
export interface PlannedFault {
	/** Milliseconds from the beginning. */
	readonly due: number;
	readonly kind: FaultKind;
	readonly target: 'ingest' | 'clickhouse' | 'broker';
}

export interface FaultOptions {
	readonly seed: number;
	readonly seconds: number;
	readonly ingestKills: number;
	readonly clickhouseKills: number;
	/** Each second one is of the connection with the broker, the others of those with ClickHouse. */
	readonly resets: number;
	readonly blackholes: number;
}

/** A death of ingest so long after ClickHouse went away finds something that is held and not stored. */
const HELD_MS = { from: 400, to: 900 };

/**
 * The faults by the time they are due, all of them between 5 % and 95 % of the run. Half of the deaths of ingest
 * follow a fault by which ClickHouse goes away, as far as there are such faults; the others come at random.
 */
export function planFaults(options: FaultOptions): PlannedFault[] {
	const random = createRandom(options.seed ^ 0x5eed);
	const between = (from: number, to: number) => Math.floor(from + (to - from) * random());
	const some = (n: number, kind: FaultKind, targets: readonly PlannedFault['target'][]) =>
		Array.from({ length: n }, (_, i) => ({
			due: between(50 * options.seconds, 900 * options.seconds),
			kind,
			target: targets[i % targets.length] ?? 'ingest'
		}));
	const resets = some(options.resets, 'reset', ['broker', 'clickhouse']);
	const absences = [
		...some(options.blackholes, 'blackhole', ['clickhouse', 'broker']),
		...some(options.clickhouseKills, 'kill', ['clickhouse'])
	];
	const away = absences.filter(({ target }) => target === 'clickhouse');
	const deaths = some(options.ingestKills, 'kill', ['ingest']).map((death, i) => {
		const cause = i < options.ingestKills / 2 ? away[i] : undefined;
		return cause ? { ...death, due: cause.due + between(HELD_MS.from, HELD_MS.to) } : death;
	});
	return [...resets, ...absences, ...deaths].sort((a, b) => a.due - b.due);
}
