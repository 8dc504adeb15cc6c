import type { Scan, Source } from '#domain/event.ts';
import type { Deadline, SlaItem } from '#domain/sla.ts';
import { MINUTE_MS } from '#domain/time.ts';
import type { Batch } from './batch.ts';
import type { Counted } from './content-hash.ts';
import { lineLine, orderLine, scanLine, stationLine, vehicleLine, type Receipt } from './rows.ts';

type Sink = Pick<Batch<never>, 'line' | 'count'>;

/** When an accepted item is due. */
export type DecideDeadline = (item: SlaItem) => Deadline;

/** Writes an event that is new into a batch: its own line, and what is counted and noted beside it. */
export function createEventWriter(decide: DecideDeadline) {
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
		return decide({ project, dest, wave, originSite: source.site, acceptedAt });
	}

	return (batch: Sink, source: Source, telemetry: Counted, receipt: Receipt): void => {
		const { stream, value } = telemetry;
		batch.line(`${stream}_event`, value.at, line(source, telemetry, receipt));
		if (stream !== 'scan') return;
		countScan(batch, source, value, receipt.receivedAt);
		noteCorrection(batch, source, value, receipt.receivedAt);
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
