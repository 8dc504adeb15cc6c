import type { Summary } from './summary.ts';

/** What the wall's map shows of a province. */
export interface ProvinceFigures {
	/** Items accepted on the day, by origin. */
	readonly accepted: number;
	/** Scans of the last 60 minutes at its sites, whole minutes. */
	readonly perHour: number;
}

/** An alarm of the system itself as a wall shows it. A type, not an interface: it is JSON as it stands. */
export type WallAlert = {
	readonly kind: string;
	readonly severity: 'urgent';
	/** Why, where a kind has several reasons; else empty. */
	readonly reason: string;
	/** RFC 3339. */
	readonly since: string;
	/** The ingest worker that it is about, or that saw it. */
	readonly object: string;
	readonly count: number;
};

/** Seconds of a bucket of the wall's throughput chart. */
export const WALL_BUCKET_SECONDS = 300;

/**
 * The state of the live view `wall`. Lists are objects keyed by code or time; a field without data is
 * absent. The rates and due figures of `summary` are those of the 24 hours up to `asOf` (近 24 小时到期);
 * accepted, delivered and attempted are those of the calendar day.
 */
export interface WallState {
	readonly summary: Summary;
	/** By two-digit code: every served province that the scope touches. */
	readonly provinces: Readonly<Record<string, ProvinceFigures>>;
	/**
	 * Scans in each bucket of `WALL_BUCKET_SECONDS` from the start of yesterday up to the bucket that
	 * `asOf` lies in, which is still filling, by its RFC 3339 start at +08:00.
	 */
	readonly throughput: Readonly<Record<string, number>>;
	/** What keeps the figures from being complete or true now, by id. */
	readonly alerts: Readonly<Record<string, WallAlert>>;
}
