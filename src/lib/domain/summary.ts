import type { ScanEventName } from './event.ts';
import type { Rate } from './rate.ts';

/**
 * The figures of one scope and one business day, as contract and screens name them.
 * `accepted` is by origin, everything else by destination, unless a basis says otherwise.
 */
export interface Summary {
	readonly scope: string;
	/** Business day, `YYYY-MM-DD`. */
	readonly date: string;
	/** RFC 3339: everything received before it is in the figures. */
	readonly asOf: string;
	/** True when the day changed after it was closed. */
	readonly revised: boolean;
	readonly accepted: number;
	readonly delivered: number;
	readonly attempted: number;
	/** Items whose deadline lies on the day and is not after `asOf`. */
	readonly due: number;
	readonly deliveredOfDue: number;
	readonly deliveredOnTime: number;
	/** Items of any day whose deadline is before `asOf`, neither delivered nor ended. */
	readonly overdueOpen: number;
	readonly deliveryRate: Rate;
	readonly onTimeRate: Rate;
	/** Stored of what the devices counted, last 24 hours. */
	readonly completeness: Rate;
	/** Scans of the last 60 minutes, by event. */
	readonly perHour: Readonly<Record<ScanEventName, number>>;
}
