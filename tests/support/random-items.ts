/** Items with random events, and their fold in plain arrays: what SQL has to agree with. */
import { DAY_MS, HOUR_MS } from '#domain/time.ts';
import type { ClickHouse } from '#server/clickhouse/client.ts';
import { mailNo } from './events.ts';

export const DAY = Date.UTC(2026, 2, 2, 16); // 2026-03-03 00:00 in Shanghai
export const NOW = DAY + 20 * HOUR_MS;

interface Told {
	readonly item: number;
	readonly event: string;
	readonly at: number;
	readonly site: string;
	readonly seq: number;
	readonly dest?: string;
	readonly project?: string;
	readonly deadline?: number;
	readonly received?: number;
	readonly corrects?: number;
}

/** Mulberry32: the same events in every run. */
function chance(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

const places = ['110101', '310101', '420106', '429004', '659001', '440305'];
const events = [
	...['accepted', 'departed', 'arrived', 'out_for_delivery', 'attempted', 'ready_for_pickup'],
	...['delivered', 'returned', 'recalled', 'plate_fitted']
];

/** 300 items of up to eight events in any order, some told twice, some corrected. */
const random: readonly Told[] = (() => {
	const next = chance(7);
	const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
	const told: Told[] = [];
	let seq = 0;
	for (let item = 1; item <= 300; item++) {
		const count = 1 + Math.floor(next() * 8);
		const project = pick(['ID', 'PLATE', 'COURT']);
		for (let i = 0; i < count; i++) {
			const event = i === 0 && next() < 0.95 ? 'accepted' : pick(events);
			const at = NOW - Math.floor(next() * 4 * DAY_MS);
			const one: Told = {
				...{ item, event, at, site: pick(places), seq: ++seq },
				...(event === 'accepted' && {
					...{ project, dest: pick(places) },
					deadline: Math.floor((NOW + (next() - 0.7) * 3 * DAY_MS) / 1000) * 1000
				}),
				...(next() < 0.03 && seq > 1 && { corrects: seq - 1 })
			};
			told.push(one);
			if (next() < 0.1) told.push({ ...one, received: at + 700_000 });
		}
	}
	return told;
})();

export interface Folded {
	readonly number: string;
	readonly first: Told | undefined;
	readonly latest: Told;
	readonly delivered: Told | undefined;
	readonly ended: Told | undefined;
	readonly recalled: boolean;
	readonly tries: readonly Told[];
	readonly latestDelivery: Told | undefined;
}

/** The same fold in plain arrays: walks the events of an item in their order. */
export function fold(until: number): Folded[] {
	const corrected = new Set(
		random.flatMap((t) => (t.corrects === undefined ? [] : [`${t.site} ${t.corrects}`]))
	);
	const distinct = [...new Map(random.map((t) => [t.seq, t])).values()].filter(
		(t) => !corrected.has(`${t.site} ${t.seq}`) && t.at <= until
	);
	return [...Map.groupBy(distinct, (t) => t.item)].map(([item, unordered]) => {
		const all = [...unordered].sort(
			(a, b) => a.at - b.at || (a.site < b.site ? -1 : a.site > b.site ? 1 : a.seq - b.seq)
		);
		const first = all.find((t) => t.event === 'accepted');
		let ended: Told | undefined;
		let delivered: Told | undefined;
		const tries: Told[] = [];
		for (const t of all) {
			const delivers =
				t.event === 'delivered' || (t.event === 'plate_fitted' && first?.project === 'PLATE');
			const wasReturned = ended?.event === 'returned';
			if (t.event === 'attempted' && !ended) tries.push(t);
			if (delivers && !delivered && (!ended || wasReturned)) delivered = t;
			if (delivers || t.event === 'returned' || t.event === 'recalled') ended ??= t;
		}
		return {
			...{ number: mailNo(item), first, latest: all.at(-1) as Told, delivered, ended, tries },
			recalled: ended?.event === 'recalled',
			latestDelivery: all.findLast((t) =>
				['attempted', 'out_for_delivery', 'ready_for_pickup'].includes(t.event)
			)
		};
	});
}

/** Stores them; `between` runs when half of them are there. */
export async function storeRandom(
	db: ClickHouse,
	between: () => Promise<void> = () => Promise.resolve()
): Promise<void> {
	const rows = random.map((t) =>
		JSON.stringify([
			...[t.site, 'pda-1', 'b', t.seq, t.at, t.received ?? t.at, mailNo(t.item), t.event],
			...[t.project ?? '', t.dest ?? '', t.deadline ?? 0],
			...(t.corrects === undefined ? ['', 0] : ['b', t.corrects])
		])
	);
	const columns = [
		...['site', 'device', 'boot', 'seq', 'at', 'received_at', 'mail_no', 'event'],
		...['project', 'dest', 'deadline', 'corrects_boot', 'corrects_seq']
	];
	// Every copy in a part of its own, so that none is merged away before it is read.
	await db.insert('scan_event', columns, rows.filter((_, i) => i % 2 === 0).join('\n'), 'even');
	await between();
	await db.insert('scan_event', columns, rows.filter((_, i) => i % 2 === 1).join('\n'), 'odd');
	await db.command(`INSERT INTO correction SELECT site, device, corrects_boot, corrects_seq, received_at
		FROM scan_event WHERE corrects_seq > 0`);
}
