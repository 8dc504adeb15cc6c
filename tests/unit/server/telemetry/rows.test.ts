import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
	columns,
	lineLine,
	orderLine,
	scanLine,
	stationLine,
	vehicleLine
} from '#server/telemetry/rows.ts';
import type { Source } from '#domain/event.ts';
import type { Deadline } from '#domain/sla.ts';
import { splitStatements } from '#server/migrations/files.ts';

const source: Source = { province: '42', site: '420100', device: 'd', stream: 'scan' };
const stamp = { boot: 'b', seq: 7, at: 1_000, clockSuspect: true };
const RECEIVED = { receivedAt: 2_000, contentHash: 18_446_744_073_709_551_615n };
const stamped = {
	...{ site: '420100', device: 'd', boot: 'b', seq: 7, at: 1_000 },
	...{ received_at: 2_000, clock_suspect: true, content_hash: '18446744073709551615' }
};

/** The values of a line by the name of their column. */
function byColumn(names: readonly string[], line: string): object {
	const values = JSON.parse(line) as unknown[];
	expect(values).toHaveLength(names.length);
	return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}

describe('a scan', () => {
	const row = (...given: Parameters<typeof scanLine>) =>
		byColumn(columns.scan_event, scanLine(...given));

	it('with all that it can say', () => {
		const deadline: Deadline = {
			...{ at: 9_000, rule: 'doc', version: 3, calendarKnown: false, warnMinutes: 60 }
		};
		const scan = {
			...stamp,
			...({ mailNo: '12345678901', event: 'accepted', project: 'ID', dest: '110101' } as const),
			...({ product: 'p', wave: 'W15', customer: 'c', payer: 'person', priority: 'key' } as const),
			...({ fee: 2_200, documents: 3, channel: 'h', partner: 'r', reason: 'absent' } as const),
			...({ signedBy: 'code', idVerified: false, ok: false, chute: '17', loop: 0.5 } as const),
			...({ carrier: { kind: 'van', id: 'v' }, line: 'l', batch: 't' } as const),
			corrects: { boot: 'a', seq: 2 }
		};
		expect(row(source, scan, RECEIVED, deadline)).toEqual({
			...stamped,
			...{ mail_no: '12345678901', event: 'accepted', project: 'ID', dest: '110101' },
			...{ product: 'p', wave: 'W15', customer: 'c', payer: 'person', priority: 'key' },
			...{ fee: 2_200, documents: 3, channel: 'h', partner: 'r', reason: 'absent' },
			...{ signed_by: 'code', id_verified: false, ok: false, chute: '17', loop: 0.5 },
			...{ carrier_kind: 'van', carrier_id: 'v', line: 'l', batch: 't' },
			...{ corrects_boot: 'a', corrects_seq: 2, deadline: 9_000, deadline_rule: 'doc' },
			...{ deadline_version: 3, calendar_known: false }
		});
	});

	it('with nothing but what it must say', () => {
		const scan = { ...stamp, mailNo: '12345678901', event: 'arrived' } as const;
		expect(row(source, scan, RECEIVED, null)).toEqual({
			...stamped,
			...{ mail_no: '12345678901', event: 'arrived', project: '', dest: '', product: '' },
			...{ wave: '', customer: '', payer: '', priority: '', fee: 0, documents: null, channel: '' },
			...{ partner: '', reason: '', signed_by: '', id_verified: null, ok: null, chute: '' },
			...{ loop: null, carrier_kind: '', carrier_id: '', line: '', batch: '' },
			...{ corrects_boot: '', corrects_seq: 0, deadline: 0, deadline_rule: '' },
			...{ deadline_version: 0, calendar_known: true }
		});
	});
});

it.each([
	[
		'a line with all that it can say',
		columns.line_event,
		lineLine(
			source,
			{
				...stamp,
				...({ state: 'Execute', total: 9, rejected: 1, byType: { A4: 8 }, kind: 'agv' } as const),
				...{ ratedPerHour: 1_200.5, plannedSeconds: 60, fault: 'f' }
			},
			RECEIVED
		),
		{
			...{ state: 'Execute', total: 9, rejected: 1, by_type: { A4: 8 }, rated_per_hour: 1_200.5 },
			...{ planned_seconds: 60, fault: 'f', kind: 'agv' }
		}
	],
	[
		'a line with nothing but its state',
		columns.line_event,
		lineLine(source, { ...stamp, state: 'Held' }, RECEIVED),
		{
			...{ state: 'Held', total: null, rejected: null, by_type: {}, rated_per_hour: null },
			...{ planned_seconds: null, fault: '', kind: '' }
		}
	],
	[
		'a vehicle with all that it can say',
		columns.vehicle_event,
		vehicleLine(
			source,
			{
				...stamp,
				...({ phase: 'position', plate: 'p', priority: false, route: 'r', planned: 5 } as const),
				...{ lat: -1.5, lon: 0, load: 0.5 }
			},
			RECEIVED
		),
		{
			...{ phase: 'position', plate: 'p', priority: false, route: 'r', planned: 5, lat: -1.5 },
			...{ lon: 0, load: 0.5 }
		}
	],
	[
		'a vehicle with nothing but its phase',
		columns.vehicle_event,
		vehicleLine(source, { ...stamp, phase: 'arrived' }, RECEIVED),
		{
			...{ phase: 'arrived', plate: '', priority: null, route: '', planned: null, lat: null },
			...{ lon: null, load: null }
		}
	],
	[
		'a station with all that it can say',
		columns.station_event,
		stationLine(
			source,
			{
				...stamp,
				...({ kind: 'kiosk', event: 'issued', count: 0, ok: false, slot: 's' } as const),
				...{ project: 'ID', scene: 'c' }
			},
			RECEIVED
		),
		{ kind: 'kiosk', event: 'issued', count: 0, ok: false, slot: 's', project: 'ID', scene: 'c' }
	],
	[
		'a station with nothing but its event',
		columns.station_event,
		stationLine(source, { ...stamp, kind: 'office', event: 'shelf' }, RECEIVED),
		{ kind: 'office', event: 'shelf', count: null, ok: null, slot: '', project: '', scene: '' }
	],
	[
		'an order with all that it can say',
		columns.order_event,
		orderLine(
			source,
			{ ...stamp, channel: 'h', event: 'paid', count: 2, project: 'DL', lagSeconds: 0 },
			RECEIVED
		),
		{ channel: 'h', event: 'paid', count: 2, project: 'DL', lag_seconds: 0 }
	],
	[
		'an order with nothing but its event',
		columns.order_event,
		orderLine(source, { ...stamp, channel: 'h', event: 'failed' }, RECEIVED),
		{ channel: 'h', event: 'failed', count: null, project: '', lag_seconds: null }
	]
])('%s', (_name, names, line, expected) => {
	expect(byColumn(names, line)).toEqual({ ...stamped, ...expected });
});

it('names no column twice', () => {
	for (const names of Object.values(columns)) expect(new Set(names).size).toBe(names.length);
});

it.each(Object.entries(columns))(
	'names columns that the schema of %s has',
	async (table, names) => {
		const folder = new URL('../../../../migrations/clickhouse/', import.meta.url);
		const files = [
			...['0001_telemetry.sql', '0002_dead_letter.sql'],
			...['0003_rollups.sql', '0004_ledger.sql', '0006_items.sql']
		];
		const texts = await Promise.all(files.map((file) => readFile(new URL(file, folder), 'utf8')));
		const definition = texts
			.flatMap((text) => splitStatements(text))
			.find((statement) => statement.includes(`CREATE TABLE IF NOT EXISTS ${table}\n`));
		const defined = [...(definition ?? '').matchAll(/^ {4}([a-z_]+) [A-Z].*$/gm)]
			.filter(([text]) => !/ (ALIAS|MATERIALIZED) /.test(text))
			.map((match) => match[1]);
		// Who replays a dead letter writes when; ingest does not.
		expect(names).toEqual(defined.filter((name) => name !== 'replayed_at'));
	}
);
