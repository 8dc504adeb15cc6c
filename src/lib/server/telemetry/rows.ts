/**
 * How an event is written: its table, its columns and one JSONCompactEachRow line. Times are epoch
 * milliseconds, which ClickHouse takes for DateTime64(3) as they are.
 */
import type { Deadline } from '#domain/sla.ts';
import type {
	LineReport,
	OrderReport,
	Scan,
	Source,
	Stamp,
	StationReport,
	VehicleReport
} from '#domain/event.ts';

export type Table =
	| 'scan_event'
	| 'line_event'
	| 'vehicle_event'
	| 'station_event'
	| 'order_event'
	| 'device_status'
	| 'correction'
	| 'dead_letter_row'
	| 'scan_minute'
	| 'seq_extra';

const identity = [
	'site',
	'device',
	'boot',
	'seq',
	'at',
	'received_at',
	'clock_suspect',
	'content_hash'
] as const;

/** The columns of each table's lines, in their order. */
export const columns: Readonly<Record<Table, readonly string[]>> = {
	scan_event: [
		...identity,
		...[
			'mail_no',
			'event',
			'project',
			'dest',
			'product',
			'wave',
			'customer',
			'payer',
			'priority',
			'fee'
		],
		...[
			'documents',
			'channel',
			'partner',
			'reason',
			'signed_by',
			'id_verified',
			'ok',
			'chute',
			'loop'
		],
		...['carrier_kind', 'carrier_id', 'line', 'batch', 'corrects_boot', 'corrects_seq'],
		...['deadline', 'deadline_rule', 'deadline_version', 'calendar_known']
	],
	line_event: [
		...identity,
		...[
			'state',
			'total',
			'rejected',
			'by_type',
			'rated_per_hour',
			'planned_seconds',
			'fault',
			'kind'
		]
	],
	vehicle_event: [
		...identity,
		...['phase', 'plate', 'priority', 'route', 'planned', 'lat', 'lon', 'load']
	],
	station_event: [...identity, 'kind', 'event', 'count', 'ok', 'slot', 'project', 'scene'],
	order_event: [...identity, 'channel', 'event', 'count', 'project', 'lag_seconds'],
	correction: ['site', 'device', 'boot', 'seq', 'received_at'],
	device_status: ['site', 'device', 'received_at', 'online', 'at', 'boot', 'last', 'payload_hash'],
	dead_letter_row: [
		...['id', 'received_at', 'topic', 'payload', 'payload_bytes', 'reason', 'detail'],
		...['site', 'device', 'stream', 'boot', 'seq', 'at', 'copies']
	],
	scan_minute: ['minute', 'city', 'event', 'project', 'scans'],
	seq_extra: ['site', 'device', 'stream', 'hour', 'duplicate', 'conflict']
};

/** When an event was received, and the hash of what it says. */
export interface Receipt {
	readonly receivedAt: number;
	readonly contentHash: bigint;
}

function stamp(source: Source, value: Stamp, receipt: Receipt): unknown[] {
	return [
		source.site,
		source.device,
		value.boot,
		value.seq,
		value.at,
		receipt.receivedAt,
		value.clockSuspect,
		String(receipt.contentHash)
	];
}

/** `deadline` only for an accepted item. */
export function scanLine(
	source: Source,
	scan: Scan,
	receipt: Receipt,
	deadline: Deadline | null
): string {
	return JSON.stringify([
		...stamp(source, scan, receipt),
		scan.mailNo,
		scan.event,
		scan.project ?? '',
		scan.dest ?? '',
		scan.product ?? '',
		scan.wave ?? '',
		scan.customer ?? '',
		scan.payer ?? '',
		scan.priority ?? '',
		scan.fee ?? 0,
		scan.documents ?? null,
		scan.channel ?? '',
		scan.partner ?? '',
		scan.reason ?? '',
		scan.signedBy ?? '',
		scan.idVerified ?? null,
		scan.ok ?? null,
		scan.chute ?? '',
		scan.loop ?? null,
		scan.carrier?.kind ?? '',
		scan.carrier?.id ?? '',
		scan.line ?? '',
		scan.batch ?? '',
		scan.corrects?.boot ?? '',
		scan.corrects?.seq ?? 0,
		deadline?.at ?? 0,
		deadline?.rule ?? '',
		deadline?.version ?? 0,
		deadline?.calendarKnown ?? true
	]);
}

export function lineLine(source: Source, line: LineReport, receipt: Receipt): string {
	return JSON.stringify([
		...stamp(source, line, receipt),
		line.state,
		line.total ?? null,
		line.rejected ?? null,
		line.byType ?? {},
		line.ratedPerHour ?? null,
		line.plannedSeconds ?? null,
		line.fault ?? '',
		line.kind ?? ''
	]);
}

export function vehicleLine(source: Source, vehicle: VehicleReport, receipt: Receipt): string {
	return JSON.stringify([
		...stamp(source, vehicle, receipt),
		vehicle.phase,
		vehicle.plate ?? '',
		vehicle.priority ?? null,
		vehicle.route ?? '',
		vehicle.planned ?? null,
		vehicle.lat ?? null,
		vehicle.lon ?? null,
		vehicle.load ?? null
	]);
}

export function stationLine(source: Source, station: StationReport, receipt: Receipt): string {
	return JSON.stringify([
		...stamp(source, station, receipt),
		station.kind,
		station.event,
		station.count ?? null,
		station.ok ?? null,
		station.slot ?? '',
		station.project ?? '',
		station.scene ?? ''
	]);
}

export function orderLine(source: Source, order: OrderReport, receipt: Receipt): string {
	return JSON.stringify([
		...stamp(source, order, receipt),
		order.channel,
		order.event,
		order.count ?? null,
		order.project ?? '',
		order.lagSeconds ?? null
	]);
}
