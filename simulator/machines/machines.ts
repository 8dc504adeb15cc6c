/** Everything that reports by itself, whatever the mail does. */
import { DAY_MS, floorTo } from '#domain/time.ts';
import { MACHINE_SHARE } from '../assumptions.ts';
import { hashOf, mix } from '../chance.ts';
import type { Segment } from '../segments.ts';
import { lineTickers } from './lines.ts';
import type { Appointment, Fields, Ticker } from './machine.ts';
import { roundAppointments, stationTickers } from './stations.ts';
import { vehicleAppointments } from './vehicles.ts';

/** One report with its time, not stamped yet. */
export interface MachineReport {
	readonly at: number;
	readonly machine: Ticker | Appointment;
	readonly fields: Fields;
}

/** The machines of a seed; `further` are those that need to know more than the time. */
export function createMachines(seed: number, further: readonly Ticker[]) {
	const tickers = [...lineTickers(seed), ...stationTickers(seed), ...further];
	const appointments = [...roundAppointments(seed), ...vehicleAppointments(seed)];
	const phases = tickers.map((t) => mix(seed, hashOf(t.site + t.device + t.stream)) % t.everyMs);
	const perSecond = tickers.reduce((sum, t) => sum + 1000 / t.everyMs, 0);
	const furthest = Math.max(...appointments.map((a) => a.offsetMs));

	/** Intervals are so many times longer in a segment of few events. */
	function factor({ rate }: Segment): number {
		return Math.max(1, Math.ceil(perSecond / (MACHINE_SHARE * rate)));
	}

	return {
		/** Events per second in a segment. */
		rate: (segment: Segment): number =>
			segment.rate > 0 ? perSecond / factor(segment) + appointments.length / (DAY_MS / 1000) : 0,

		/** The reports in [from, to), which must lie within the segment. */
		reports(segment: Segment, from: number, to: number, bootAt: number): MachineReport[] {
			if (segment.rate === 0) return [];
			const found: MachineReport[] = [];
			for (const [i, machine] of tickers.entries()) {
				const every = machine.everyMs * factor(segment);
				const phase = phases[i] ?? 0;
				for (let k = Math.ceil((from - phase) / every); phase + k * every < to; k++) {
					const at = phase + k * every;
					found.push({ at, machine, fields: machine.report(at, k, bootAt) });
				}
			}
			for (let day = floorTo(from - furthest, DAY_MS); day < to; day += DAY_MS)
				for (const machine of appointments) {
					const at = day + machine.offsetMs;
					if (at >= from && at < to) found.push({ at, machine, fields: machine.report(day) });
				}
			return found;
		},

		/** Every machine once, as site and device. */
		devices(): readonly { readonly site: string; readonly device: string }[] {
			const all = [...tickers, ...appointments].map(({ site, device }) => ({ site, device }));
			return [...new Map(all.map((d) => [`${d.site} ${d.device}`, d])).values()];
		}
	};
}
