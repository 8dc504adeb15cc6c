import type { Scan, Source, StatusReport, Telemetry } from '#domain/event.ts';
import type { Deadline, SlaItem } from '#domain/sla.ts';
import { payloadHash, type DeviceStates } from './device-states.ts';
import { contentHash, type Counted, type Identities, type Sighting } from './identities.ts';
import {
	lineLine,
	orderLine,
	scanLine,
	stationLine,
	vehicleLine,
	type Receipt,
	type Table
} from './rows.ts';

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
	/** Writes the line of an object that is new into the batch, and says what it is; nothing is written of others. */
	record(batch: Sink, found: Found): Sighting;
}

/** Decides what each checked object becomes in storage; `deadline` is asked for accepted items only. */
export function createRecorder(deps: {
	readonly deadline: (item: SlaItem) => Deadline;
	readonly devices: DeviceStates;
	readonly identities: Identities;
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

	function status(batch: Sink, found: Found, value: StatusReport): Sighting {
		const { source, message, receivedAt } = found;
		const { hash, isRepeated } = compare(found);
		// A retained copy comes again with every subscription: it is not news.
		if (isRepeated && message.retained) return 'duplicate';
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
		return 'new';
	}

	function line(source: Source, telemetry: Counted, receipt: Receipt): string {
		switch (telemetry.stream) {
			case 'scan':
				return scanLine(
					source,
					telemetry.value,
					receipt,
					deadlineOf(source, telemetry.value, receipt)
				);
			case 'line':
				return lineLine(source, telemetry.value, receipt);
			case 'vehicle':
				return vehicleLine(source, telemetry.value, receipt);
			case 'station':
				return stationLine(source, telemetry.value, receipt);
			case 'order':
				return orderLine(source, telemetry.value, receipt);
		}
	}

	function deadlineOf(source: Source, scan: Scan, { receivedAt }: Receipt): Deadline | null {
		const { event, project, dest, wave } = scan;
		if (event !== 'accepted' || project === undefined || dest === undefined) return null;
		const acceptedAt = scan.clockSuspect ? receivedAt : scan.at;
		return deps.deadline({ project, dest, wave, originSite: source.site, acceptedAt });
	}

	return {
		record(batch, found) {
			const { source, telemetry, receivedAt } = found;
			if (telemetry.stream === 'status') return status(batch, found, telemetry.value);
			const { stream, value } = telemetry;
			const receipt = { receivedAt, contentHash: contentHash(value) };
			const sighting = deps.identities.see(source, value, receipt.contentHash);
			if (sighting === 'new')
				batch.line(`${stream}_event`, value.at, line(source, telemetry, receipt));
			return sighting;
		}
	};
}
