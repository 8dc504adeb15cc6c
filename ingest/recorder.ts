import type { Source, StatusReport, Telemetry } from '#domain/event.ts';
import type { Deadline, SlaItem } from '#domain/sla.ts';
import { payloadHash, type DeviceStates } from './device-states.ts';
import { lineLine, orderLine, scanLine, stationLine, vehicleLine, type Table } from './rows.ts';

/** A checked object with the message it came in. */
interface Found {
	readonly source: Source;
	readonly telemetry: Telemetry;
	readonly message: { readonly payload: Buffer; readonly retained: boolean };
	readonly receivedAt: number;
}

interface Sink {
	line(table: Table, at: number, line: string): void;
}

export interface Recorder {
	/** Writes the object's line into the batch. */
	record(batch: Sink, found: Found): void;
}

/** Decides what each checked object becomes in storage; `deadline` is asked for accepted items only. */
export function createRecorder(deps: {
	readonly deadline: (item: SlaItem) => Deadline;
	readonly devices: DeviceStates;
}): Recorder {
	let compared:
		{ readonly message: object; readonly hash: string; readonly isRepeated: boolean } | undefined;

	/** The payload against the one that the device is known by: once a message, whatever it holds. */
	function compare({ message, source: { site, device } }: Found): NonNullable<typeof compared> {
		if (compared?.message !== message) {
			const hash = payloadHash(message.payload);
			compared = { message, hash, isRepeated: deps.devices.isRepeated(site, device, hash) };
		}
		return compared;
	}

	function status(batch: Sink, found: Found, value: StatusReport): void {
		const { source, message, receivedAt } = found;
		const { hash, isRepeated } = compare(found);
		// A retained copy comes again with every subscription: it is not news.
		if (isRepeated && message.retained) return;
		batch.line(
			'device_status',
			receivedAt,
			JSON.stringify([
				source.site,
				source.device,
				receivedAt,
				value.online,
				value.at,
				value.boot ?? '',
				value.last ?? {},
				hash
			])
		);
	}

	return {
		record(batch, found) {
			const { source, telemetry, receivedAt } = found;
			switch (telemetry.stream) {
				case 'scan': {
					const scan = telemetry.value;
					const { project, dest } = scan;
					const accepted = scan.event === 'accepted' && project !== undefined && dest !== undefined;
					const acceptedAt = scan.clockSuspect ? receivedAt : scan.at;
					const deadline = accepted
						? deps.deadline({ project, dest, wave: scan.wave, originSite: source.site, acceptedAt })
						: null;
					return batch.line('scan_event', scan.at, scanLine(source, scan, receivedAt, deadline));
				}
				case 'line':
					return batch.line(
						'line_event',
						telemetry.value.at,
						lineLine(source, telemetry.value, receivedAt)
					);
				case 'vehicle':
					return batch.line(
						'vehicle_event',
						telemetry.value.at,
						vehicleLine(source, telemetry.value, receivedAt)
					);
				case 'station':
					return batch.line(
						'station_event',
						telemetry.value.at,
						stationLine(source, telemetry.value, receivedAt)
					);
				case 'order':
					return batch.line(
						'order_event',
						telemetry.value.at,
						orderLine(source, telemetry.value, receivedAt)
					);
				case 'status':
					return status(batch, found, telemetry.value);
			}
		}
	};
}
