import { diff, withoutNulls, type Json, type JsonObject } from '#domain/merge-patch.ts';
import { servedProvinces } from '#domain/province.ts';
import { rate, type Rate } from '#domain/rate.ts';
import { wallAlerts, type SystemAlarm } from '#domain/system-alarms.ts';
import { DAY_MS, floorTo, formatInstant } from '#domain/time.ts';
import { WALL_BUCKET_SECONDS, type WallState } from '#domain/wall.ts';
import type { ClickHouse } from '#server/clickhouse/client.ts';
import { completeness } from '#server/clickhouse/completeness.ts';
import { itemCounts } from '#server/clickhouse/item-counts.ts';
import { liveScans } from '#server/clickhouse/live-scans.ts';
import { figuresOf, summaryOf, type SummaryAsk } from '#server/clickhouse/summary.ts';
import { throughput, type Bucket } from '#server/clickhouse/throughput.ts';
import { createPart, type PartDeps, type Reading } from './part.ts';

/** Something that a channel can show: its whole state, read anew. */
export interface LiveView {
	read(): Promise<Reading<JsonObject>>;
}

const BUCKET_MS = WALL_BUCKET_SECONDS * 1000;
/** Scans and items are counted for every frame, the buckets of both days and the ledger every five seconds at the most. */
const scanPace = { leastMs: 200, mostMs: 1_500 };
const itemPace = { leastMs: 200, mostMs: 5_000 };
const historyPace = { leastMs: 5_000, mostMs: 60_000 };
const ledgerPace = { leastMs: 5_000, mostMs: 30_000 };

/** The state of the view `wall` for one scope, out of ClickHouse alone. */
export function createWallView(
	deps: PartDeps & {
		readonly clickhouse: ClickHouse;
		/** What is wrong now with the workers and their broker. */
		readonly alarms: () => readonly SystemAlarm[];
	},
	scope: string
): LiveView {
	const db = deps.clickhouse;
	let latest: JsonObject | undefined;

	// The bucket before, too: a scan that comes late may lie in it.
	const scans = createPart(deps, scanPace, (asOf) =>
		liveScans(db, { scope, asOf, buckets: 2, bucketMs: BUCKET_MS })
	);

	// What was stored is folded a moment later: until then every reading is worth another.
	let news = { version: '', asOf: 0 };
	let foldedTo = 0;
	const isBehind = () => foldedTo < news.asOf;
	const version = () => (isBehind() ? `${deps.version()} ${deps.clock.now()}` : deps.version());

	const items = createPart({ ...deps, version }, itemPace, async (asOf) => {
		if (news.version !== deps.version()) news = { version: deps.version(), asOf };
		const ask = askAt(asOf);
		const counts = await itemCounts(db, figuresOf(ask));
		foldedTo = counts.asOf;
		return { ask, counts };
	});

	const history = createPart(deps, historyPace, (asOf) =>
		bucketsOf(floorTo(asOf, DAY_MS) - DAY_MS, asOf)
	);

	const balance = createPart(deps, ledgerPace, (asOf) => completeness(db, scope, asOf));

	/** Not even the first time: the wall goes without, which is not 100 %. */
	function notBalanced(error: unknown): { readonly value: Rate } {
		deps.failed(error);
		return { value: rate(0, 0) };
	}

	function askAt(asOf: number): SummaryAsk {
		const from = floorTo(deps.clock.now(), DAY_MS);
		const days = { from, to: from + DAY_MS };
		return { scope, days, window: '24h', asOf, upToAsOf: false, isWritten: true };
	}

	/** The buckets from `from` to the one that `asOf` lies in, by their start. */
	async function bucketsOf(from: number, asOf: number): Promise<[number, number][]> {
		const to = floorTo(asOf, BUCKET_MS) + BUCKET_MS;
		const found = await throughput(db, { scope, from, to, stepSeconds: WALL_BUCKET_SECONDS });
		return found.map(asPair);
	}

	return {
		async read() {
			const [s, i, h, b] = await Promise.all([
				scans.get(),
				items.get(),
				history.get(),
				balance.get().catch(notBalanced)
			]);
			const asOf = Math.min(s.asOf, isBehind() ? foldedTo : i.asOf);
			const parts = { items: i.value.counts, scans: s.value.hour, completeness: b.value };
			// Today is not closed yet.
			const summary = summaryOf({ ...i.value.ask, asOf }, { ...parts, revised: false });
			const state: WallState = {
				summary,
				provinces: provincesOf(scope, i.value.counts.acceptedBy, s.value.byProvince),
				throughput: keyed(
					[...h.value, ...s.value.buckets.map(asPair)],
					floorTo(asOf, DAY_MS) - DAY_MS
				),
				alerts: wallAlerts(deps.alarms())
			};
			latest = settle(latest, asJson(state));
			return { value: latest, asOf };
		}
	};
}

const asPair = ({ at, count }: Bucket): [number, number] => [at, count];

/** Interfaces have no index signature: the copies are plain JSON objects. No data is an absent field. */
function asJson(state: WallState): JsonObject {
	const { deliveryRate, onTimeRate, completeness, perHour: hour } = state.summary;
	const provinces = Object.entries(state.provinces);
	return withoutNulls({
		summary: {
			...state.summary,
			deliveryRate: { ...deliveryRate },
			onTimeRate: { ...onTimeRate },
			completeness: { ...completeness },
			perHour: { ...hour }
		},
		provinces: Object.fromEntries(provinces.map(([code, figures]) => [code, { ...figures }])),
		throughput: { ...state.throughput },
		alerts: { ...state.alerts }
	});
}

function provincesOf(
	scope: string,
	accepted: Readonly<Record<string, number>>,
	scans: ReadonlyMap<string, number>
): WallState['provinces'] {
	return Object.fromEntries(
		servedProvinces
			.filter(({ code }) => scope === 'cn' || scope.startsWith(code))
			.map(({ code }) => [code, { accepted: accepted[code] ?? 0, perHour: scans.get(code) ?? 0 }])
	);
}

/** Buckets by their RFC 3339 start; of two readings of one bucket the later counts. */
function keyed(
	buckets: readonly (readonly [number, number])[],
	from: number
): WallState['throughput'] {
	return Object.fromEntries(
		buckets.filter(([at]) => at >= from).map(([at, count]) => [formatInstant(at), count])
	);
}

/**
 * The state to show: the one before when nothing but `summary.asOf` differs, so that a quiet network is an
 * empty patch. Every frame says its own asOf.
 */
export function settle(before: JsonObject | undefined, now: JsonObject): JsonObject {
	if (!before) return now;
	const patch = diff(before, now);
	const isQuiet = Object.entries(patch).every(
		([key, change]) => key === 'summary' && change !== null && namesOnly(change, 'asOf')
	);
	return isQuiet ? before : now;
}

function namesOnly(change: Json, name: string): boolean {
	return typeof change === 'object' && Object.keys(change ?? {}).every((key) => key === name);
}
