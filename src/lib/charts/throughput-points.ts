import { DAY_MS, floorTo } from '#domain/time.ts';
import { WALL_BUCKET_SECONDS } from '#domain/wall.ts';

const BUCKET_MS = WALL_BUCKET_SECONDS * 1000;
const BUCKETS = DAY_MS / BUCKET_MS;
/** A filling bucket younger than this has no rate worth drawing. */
const YOUNG_MS = 60_000;

/** Minute of the business day, and scans a minute there; null where there is no data. */
type Point = readonly [minute: number, perMinute: number | null];

/** What the throughput chart draws. */
export interface ThroughputPoints {
	/** Complete buckets of today, then the live point. */
	readonly today: readonly Point[];
	/** All of yesterday. */
	readonly yesterday: readonly Point[];
	/** The newest rate of today. */
	readonly live: Point | undefined;
	/** Yesterday's rate in the bucket at the same time of day. */
	readonly before: number | null;
}

/**
 * Scans a minute over two days, out of counts by the start of their bucket (epoch ms). A complete
 * bucket stands at its middle; the one that `asOf` lies in counts for the part that has passed, once
 * that is a minute long.
 */
export function throughputPoints(
	buckets: ReadonlyMap<number, number>,
	asOf: number
): ThroughputPoints {
	const midnight = floorTo(asOf, DAY_MS);
	const filling = Math.floor((asOf - midnight) / BUCKET_MS);
	const today = points(buckets, midnight, filling);
	const tip = fillingPoint(buckets, midnight + filling * BUCKET_MS, asOf);
	const yesterday = points(buckets, midnight - DAY_MS, BUCKETS);
	return {
		today: tip ? [...today, tip] : today,
		yesterday: yesterday.some(([, rate]) => rate !== null && rate > 0) ? yesterday : [],
		live: tip ?? today.findLast(([, rate]) => rate !== null),
		before: yesterday[filling]?.[1] ?? null
	};
}

function points(buckets: ReadonlyMap<number, number>, from: number, count: number): Point[] {
	return Array.from({ length: count }, (_, i) => {
		const scans = buckets.get(from + i * BUCKET_MS);
		return [
			((i + 0.5) * BUCKET_MS) / 60_000,
			scans === undefined ? null : (scans * 60_000) / BUCKET_MS
		];
	});
}

function fillingPoint(
	buckets: ReadonlyMap<number, number>,
	start: number,
	asOf: number
): Point | undefined {
	const scans = buckets.get(start);
	const passed = asOf - start;
	if (scans === undefined || passed < YOUNG_MS) return undefined;
	const minute = (start - floorTo(start, DAY_MS) + passed / 2) / 60_000;
	return [minute, (scans * 60_000) / passed];
}
