/** How fast the nation lives, stretch by stretch: what was told in which rhythm never changes afterwards. */
import { DAY_MS, HOUR_MS, floorTo } from '#domain/time.ts';
import { hourlyActivity, hourlyBeginnings } from './assumptions.ts';

/** The grid of the pace: a segment begins at a multiple of it, counted from the first. */
export const STEP_MS = 15_000;

/** A stretch of time with one rhythm; it lasts until the next begins. */
export interface Segment {
	/** Epoch milliseconds, whole steps after the first segment. */
	readonly from: number;
	/** Events per second, machines included; the mean of a day when `shape` is daily. */
	readonly rate: number;
	readonly shape: 'daily' | 'flat';
	/** What is told of items that began before it: all, or only how they end. */
	readonly carried: 'all' | 'ends';
	/** The share of that which is told. */
	readonly share: number;
}

/** The first multiple of the grid that is not before `time`. */
export function stepNotBefore(segments: readonly Segment[], time: number): number {
	const origin = segments[0]?.from ?? time;
	return origin + Math.ceil((time - origin) / STEP_MS) * STEP_MS;
}

/** The segment that a time lies in, or undefined before the first. */
export function segmentAt(segments: readonly Segment[], time: number): Segment | undefined {
	return segments.findLast((segment) => segment.from <= time);
}

/** How much is going on at a time of day, relative to the mean of the day. */
export const activityAt = dailyShape(hourlyActivity);
/** How many items of a day or more begin at a time of day, relative to the mean of the day. */
export const beginningsAt = dailyShape(hourlyBeginnings);

/** Straight lines between full hours, scaled to a mean of 1. */
function dailyShape(hours: readonly number[]): (time: number) => number {
	const mean = hours.reduce((sum, hour) => sum + hour, 0) / hours.length;
	const scaled = hours.map((hour) => hour / mean);
	return (time) => {
		const x = (time - floorTo(time, DAY_MS)) / HOUR_MS;
		const hour = Math.floor(x);
		const [a = 1, b = 1] = [scaled[hour], scaled[(hour + 1) % hours.length]];
		return a + (b - a) * (x - hour);
	};
}
