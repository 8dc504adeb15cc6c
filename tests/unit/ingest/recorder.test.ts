import { describe, expect, it } from 'vitest';
import type { DeviceStates } from '../../../ingest/device-states.ts';
import { loadDeviceStates, payloadHash } from '../../../ingest/device-states.ts';
import { createIdentities } from '../../../ingest/identities.ts';
import { createRecorder } from '../../../ingest/recorder.ts';
import { columns, type Table } from '#server/telemetry/rows.ts';
import type { Source, StatusReport, Stream, Telemetry } from '#domain/event.ts';
import type { SlaItem } from '#domain/sla.ts';

const RECEIVED = 5_000;
const stamp = { boot: 'b', seq: 7, at: 9_000, clockSuspect: false };

async function devices(
	stored: readonly { site: string; device: string; hash: string }[] = []
): Promise<DeviceStates> {
	return loadDeviceStates({
		// The caller names the row's shape beside the SQL that makes it.
		query: <Row>() => Promise.resolve([...stored] as Row[])
	});
}

/** A recorder with what it wrote and the items that it asked a deadline for. */
async function setUp(stored: Parameters<typeof devices>[0] = []) {
	const lines: { table: Table; at: number; row: Record<string, unknown> }[] = [];
	const counts: { table: Table; at: number; text: string }[] = [];
	const asked: SlaItem[] = [];
	const recorder = createRecorder({
		deadline(item) {
			asked.push(item);
			return { at: 123_000, rule: 'r', version: 2, calendarKnown: true, warnMinutes: 60 };
		},
		devices: await devices(stored),
		identities: createIdentities(() => RECEIVED, [])
	});
	const batch = {
		line(table: Table, at: number, line: string) {
			const values = JSON.parse(line) as unknown[];
			const row = Object.fromEntries(columns[table].map((name, i) => [name, values[i]]));
			lines.push({ table, at, row });
		},
		count(table: Table, at: number, before: string, after: string) {
			counts.push({ table, at, text: `${before}1${after}` });
		}
	};
	const source = (stream: Stream, site = '420100-a'): Source => ({
		...{ province: '42', site, device: 'd', stream }
	});
	const record = (telemetry: Telemetry) =>
		recorder.record(batch, {
			...{ source: source(telemetry.stream), telemetry, receivedAt: RECEIVED },
			message: { payload: Buffer.from('{}'), retained: false }
		});
	/** A message of statuses; `text` is its payload. */
	const status = (
		text: string,
		retained: boolean,
		values: readonly StatusReport[],
		site?: string
	) => {
		const message = { payload: Buffer.from(text), retained };
		for (const value of values)
			recorder.record(batch, {
				...{ source: source('status', site), telemetry: { stream: 'status', value } },
				...{ message, receivedAt: RECEIVED }
			});
	};
	return { lines, counts, asked, record, status };
}

const accepted = {
	mailNo: '12345678901',
	event: 'accepted',
	project: 'ID',
	dest: '110101'
} as const;
const on: StatusReport = { online: true, at: 1_000 };
const off: StatusReport = { online: false, at: 1_000 };

describe('a scan', () => {
	it('of accepted gets a deadline, by its own time', async () => {
		const { record, asked, lines } = await setUp();
		record({ stream: 'scan', value: { ...stamp, ...accepted, wave: 'W15' } });
		expect(asked).toEqual([
			{ project: 'ID', dest: '110101', wave: 'W15', originSite: '420100-a', acceptedAt: 9_000 }
		]);
		expect(lines).toMatchObject([
			{
				...{ table: 'scan_event', at: 9_000 },
				row: { at: 9_000, deadline: 123_000, deadline_rule: 'r', deadline_version: 2 }
			}
		]);
	});

	it('with a suspect clock gets its deadline from its receipt, and is stored under its own time', async () => {
		const { record, asked, lines } = await setUp();
		record({ stream: 'scan', value: { ...stamp, ...accepted, clockSuspect: true } });
		expect(asked).toMatchObject([{ acceptedAt: RECEIVED }]);
		expect(lines).toMatchObject([
			{ at: 9_000, row: { at: 9_000, received_at: RECEIVED, clock_suspect: true } }
		]);
	});

	it('counts in its minute and city, a suspect one at its receipt, and only once', async () => {
		const { record, counts } = await setUp();
		const scan = { ...stamp, at: 125_000, mailNo: '12345678901', event: 'sorted' } as const;
		record({ stream: 'scan', value: scan });
		record({ stream: 'scan', value: { ...scan, ...accepted, seq: 8, clockSuspect: true } });
		record({ stream: 'scan', value: scan });
		record({ stream: 'scan', value: { ...scan, mailNo: '12345678902' } });
		expect(counts).toEqual([
			{ table: 'scan_minute', at: 125_000, text: '[120,"4201","sorted","",1]' },
			{ table: 'scan_minute', at: RECEIVED, text: '[0,"4201","accepted","ID",1]' },
			{ table: 'seq_extra', at: RECEIVED, text: '["420100-a","d","scan",0,1,0]' },
			{ table: 'seq_extra', at: RECEIVED, text: '["420100-a","d","scan",0,0,1]' }
		]);
	});

	it('of any other event asks for no deadline', async () => {
		const { record, asked, lines } = await setUp();
		record({ stream: 'scan', value: { ...stamp, mailNo: '12345678901', event: 'arrived' } });
		expect(asked).toEqual([]);
		expect(lines).toMatchObject([{ row: { deadline: 0, deadline_rule: '' } }]);
	});
});

it.each([
	['line_event', { stream: 'line', value: { ...stamp, state: 'Held' } }],
	['vehicle_event', { stream: 'vehicle', value: { ...stamp, phase: 'gate_in' } }],
	['station_event', { stream: 'station', value: { ...stamp, kind: 'kiosk', event: 'shelf' } }],
	['order_event', { stream: 'order', value: { ...stamp, channel: 'c', event: 'paid' } }]
] as const)('writes into %s, in the partition of its own time', async (table, telemetry) => {
	const { record, lines } = await setUp();
	record(telemetry);
	expect(lines).toMatchObject([{ table, at: 9_000, row: { site: '420100-a', boot: 'b', seq: 7 } }]);
});

describe('a status', () => {
	it('is stored in the order of its receipt', async () => {
		const { status, lines } = await setUp();
		status('x', false, [{ ...on, boot: 'b', last: { scan: 3 } }]);
		expect(lines).toEqual([
			{
				...{ table: 'device_status', at: RECEIVED },
				row: {
					...{ site: '420100-a', device: 'd', received_at: RECEIVED, online: true, at: 1_000 },
					...{ boot: 'b', last: { scan: 3 }, payload_hash: payloadHash(Buffer.from('x')) }
				}
			}
		]);
	});

	it('retained with the payload that the device is known by changes nothing', async () => {
		const { status, lines } = await setUp();
		status('on', true, [on]);
		status('on', true, [on]);
		status('on', true, [on]);
		expect(lines).toHaveLength(1);
	});

	it('retained with the payload that was stored before the start changes nothing', async () => {
		const hash = payloadHash(Buffer.from('on'));
		const { status, lines } = await setUp([{ site: '420100-a', device: 'd', hash }]);
		status('on', true, [on]);
		expect(lines).toEqual([]);
		status('on', true, [on], '420100-b');
		status('off', true, [off]);
		expect(lines.map(({ row }) => [row['site'], row['online']])).toEqual([
			['420100-b', true],
			['420100-a', false]
		]);
	});

	it('sent live is news even when it says the same', async () => {
		const { status, lines } = await setUp();
		status('on', false, [on]);
		status('on', false, [on]);
		status('on', true, [on]);
		expect(lines).toHaveLength(2);
	});

	it('retained is news when something else was said between', async () => {
		const { status, lines } = await setUp();
		status('on', true, [on]);
		status('off', false, [off]);
		status('on', true, [on]);
		expect(lines.map(({ row }) => row['online'])).toEqual([true, false, true]);
	});

	it('in an array is compared with the whole message, so that each of them counts', async () => {
		const { status, lines } = await setUp();
		status('[on,off]', true, [on, off]);
		status('[on,off]', true, [on, off]);
		expect(lines.map(({ row }) => row['online'])).toEqual([true, false]);
	});
});

describe('payloadHash', () => {
	it('is a UInt64 as text: the first eight bytes of SHA-256, the lowest first', () => {
		// SHA-256 of nothing begins with e3b0c442 98fc1c14.
		expect(payloadHash(new Uint8Array())).toBe(0x141cfc9842c4b0e3n.toString());
		expect(payloadHash(Buffer.from('a'))).not.toBe(payloadHash(Buffer.from('b')));
	});
});
