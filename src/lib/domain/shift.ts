import { HOUR_MS, clockOf, floorTo } from './time.ts';
import type { Period } from './line.ts';

/** Hours of a shift; they begin at 0, 8 and 16 o'clock. Assumed: no source names the shifts of a centre. */
const SHIFT_HOURS = 8;
const SHIFT_MS = SHIFT_HOURS * HOUR_MS;

/** A shift by its hours in Asia/Shanghai, such as `08-16`. */
export interface Shift extends Period {
	readonly name: string;
}

/** The shift of an instant. */
export function shiftOf(at: number): Shift {
	const from = floorTo(at, SHIFT_MS);
	const hour = Number(clockOf(from).slice(0, 2));
	const name = [hour, hour + SHIFT_HOURS].map((h) => String(h).padStart(2, '0')).join('-');
	return { name, from, to: from + SHIFT_MS };
}

/** The shifts that a period touches, in order. */
export function shiftsIn(period: Period): Shift[] {
	const shifts: Shift[] = [];
	for (let at = period.from; at < period.to;) {
		const shift = shiftOf(at);
		shifts.push(shift);
		at = shift.to;
	}
	return shifts;
}
