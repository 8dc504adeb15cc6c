import type { Source, StatusReport, Telemetry } from '#domain/event.ts';
import { HOUR_MS } from '#domain/time.ts';
import type { Batch } from '#server/telemetry/batch.ts';
import { contentHash } from '#server/telemetry/content-hash.ts';
import { createEventWriter, type DecideDeadline } from '#server/telemetry/event-writer.ts';
import { payloadHash, type DeviceStates } from './device-states.ts';
import type { Identities, Sighting } from './identities.ts';

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
	readonly deadline: DecideDeadline;
	readonly devices: DeviceStates;
	readonly identities: Identities;
}): Recorder {
	const writeEvent = createEventWriter(deps.deadline);
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

	return {
		record(batch, found) {
			const { source, telemetry, receivedAt } = found;
			if (telemetry.stream === 'status') return status(batch, found, telemetry.value);
			const { value } = telemetry;
			const receipt = { receivedAt, contentHash: contentHash(value) };
			const sighting = deps.identities.see(source, value, receipt.contentHash);
			if (sighting === 'new') writeEvent(batch, source, telemetry, receipt);
			else countExtra(batch, source, sighting, receivedAt);
			return sighting;
		}
	};
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
