import type { Stream } from '#domain/event.ts';

/** The fields of a report, but for its stamp. */
export type Fields = Readonly<Record<string, unknown>>;

/** A device that reports at even intervals. */
export interface Ticker {
	readonly site: string;
	readonly device: string;
	readonly stream: Stream;
	/** Between reports when nothing holds them back. */
	readonly everyMs: number;
	/** The kth report, at `at`. Counters count from `bootAt`. */
	report(at: number, k: number, bootAt: number): Fields;
}

/** A report that comes once a day. */
export interface Appointment {
	readonly site: string;
	readonly device: string;
	readonly stream: Stream;
	/** After midnight, Asia/Shanghai; may lie beyond 24 hours. */
	readonly offsetMs: number;
	/** What it says on the day that began at `day`. */
	report(day: number): Fields;
}
