import { stationEvents, stationKinds, type Stamp, type StationReport } from '../event.ts';
import { optional, put, required, type Reading, type Writable } from './fields.ts';
import { count, flag, oneOf, projectCode, text } from './kinds.ts';

const kind = oneOf(stationKinds);
const event = oneOf(stationEvents);

/** One report of a self-service station, outlet or office; undefined when a fault was found. */
export function decodeStation(reading: Reading, stamp: Stamp): StationReport | undefined {
	const kindName = required(reading, 'kind', kind);
	const eventName = required(reading, 'event', event);
	if (kindName === undefined || eventName === undefined) return undefined;
	const station: Writable<StationReport> = { ...stamp, kind: kindName, event: eventName };
	put(station, 'count', optional(reading, 'count', count));
	put(station, 'ok', optional(reading, 'ok', flag));
	put(station, 'slot', optional(reading, 'slot', text));
	put(station, 'project', optional(reading, 'project', projectCode));
	put(station, 'scene', optional(reading, 'scene', text));
	return station;
}
