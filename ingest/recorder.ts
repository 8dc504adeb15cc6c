import type { Scan, Source, StatusReport, Telemetry } from '#domain/event.ts';
import { HOUR_MS, MINUTE_MS } from '#domain/time.ts';
import type { Deadline, SlaItem } from '#domain/sla.ts';
import type { Batch } from './batch.ts';
import { payloadHash, type DeviceStates } from './device-states.ts';
import { contentHash, type Counted, type Identities, type Sighting } from './identities.ts';
import { lineLine, orderLine, scanLine, stationLine, vehicleLine, type Receipt } from './rows.ts';

/** A checked object with the message it came in. */
interface Found {
	readonly source: Source;
	readonly telemetry: Telemetry;
	readonly message: { readonly payload: Buffer; readonly retained: boolean };
	readonly receivedAt: number;
}

type Sink = Pick<Batch<never>, 'line' | 'count'>;

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
			if (sighting === 'new') {
				batch.line(`${stream}_event`, value.at, line(source, telemetry, receipt));
				if (stream === 'scan') {
					countScan(batch, source, value, receivedAt);
					noteCorrection(batch, source, value, receivedAt);
				}
			} else countExtra(batch, source, sighting, receivedAt);
			return sighting;
		}
	};
}

/** One scan more in its minute, city, event and project: what the live screens read until the minute is sealed. */
function countScan(batch: Sink, { site }: Source, scan: Scan, receivedAt: number): void {
	const at = scan.clockSuspect ? receivedAt : scan.at;
	const minute = (Math.floor(at / MINUTE_MS) * MINUTE_MS) / 1000;
	const { event, project = '' } = scan;
	batch.count('scan_minute', at, `[${minute},"${site.slice(0, 4)}","${event}","${project}",`, ']');
}

/** The scan of the same device that a scan takes out of its item. */
function noteCorrection(
	batch: Sink,
	{ site, device }: Source,
	{ corrects }: Scan,
	receivedAt: number
): void {
	if (!corrects) return;
	const { boot, seq } = corrects;
	batch.line('correction', receivedAt, JSON.stringify([site, device, boot, seq, receivedAt]));
}

/** A further copy of an event, or another one under its name, in the hour of its receipt. */
function countExtra(
	batch: Sink,
	{ site, device, stream }: Source,
	sighting: 'duplicate' | 'conflict',
	receivedAt: number
): void {
	const hour = (Math.floor(receivedAt / HOUR_MS) * HOUR_MS) / 1000;
	const before = `["${site}","${device}","${stream}",${hour},`;
	if (sighting === 'duplicate') batch.count('seq_extra', receivedAt, before, ',0]');
	else batch.count('seq_extra', receivedAt, `${before}0,`, ']');
}
