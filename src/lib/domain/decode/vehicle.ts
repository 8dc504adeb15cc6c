import { vehiclePhases, type Stamp, type VehicleReport } from '../event.ts';
import { optional, put, required, type Reading, type Writable } from './fields.ts';
import { amount, flag, instant, numberFrom, oneOf, text } from './kinds.ts';

const phase = oneOf(vehiclePhases);
const latitude = numberFrom(-90, 90);
const longitude = numberFrom(-180, 180);

/** One report of a van or unmanned vehicle; undefined when a fault was found. */
export function decodeVehicle(reading: Reading, stamp: Stamp): VehicleReport | undefined {
	const phaseName = required(reading, 'phase', phase);
	if (phaseName === undefined) return undefined;
	const vehicle: Writable<VehicleReport> = { ...stamp, phase: phaseName };
	put(vehicle, 'plate', optional(reading, 'plate', text));
	put(vehicle, 'priority', optional(reading, 'priority', flag));
	put(vehicle, 'route', optional(reading, 'route', text));
	put(vehicle, 'planned', optional(reading, 'planned', instant));
	put(vehicle, 'lat', optional(reading, 'lat', latitude));
	put(vehicle, 'lon', optional(reading, 'lon', longitude));
	put(vehicle, 'load', optional(reading, 'load', amount));
	return vehicle;
}
