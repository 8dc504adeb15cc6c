import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanEvents, type ScanEventName } from '#domain/event.ts';
import { foldItem, type ItemEvent } from '#domain/item.ts';
import { segmentsOf } from '#domain/item-segments.ts';

const AS_OF = 1_000_000;

type Told = readonly (ScanEventName | readonly [ScanEventName, number])[];

/** Events at seconds 0, 1, 2 … of one device. */
function told(...events: Told): ItemEvent[] {
	return events.map((entry, i) => {
		const [event, second] = typeof entry === 'string' ? [entry, i] : entry;
		return {
			...{ mailNo: '9000000000001', site: '420106', device: 'd', boot: 'b', seq: i + 1, event },
			...{ at: second * 1000, receivedAt: second * 1000, clockSuspect: false, project: 'ID' }
		};
	});
}

const shown = (...events: Told) =>
	segmentsOf(foldItem(told(...events)), AS_OF).map(({ segment, from, to }) => [
		segment,
		from / 1000,
		to === null ? null : to / 1000
	]);

describe('the segments of an item', () => {
	it('follow it from the counter to the door', () => {
		expect(
			shown(
				...(['ordered', 'accepted', 'printed', 'sorted', 'departed', 'arrived', 'sorted'] as const),
				...(['departed', 'arrived', 'out_for_delivery', 'attempted', 'delivered'] as const)
			)
		).toEqual([
			['acceptance', 0, 4],
			['transport', 4, 5],
			['processing', 5, 7],
			['transport', 7, 8],
			['processing', 8, 9],
			['delivery', 9, 11]
		]);
	});

	it.each([
		[
			'a plate is made before it is out',
			['accepted', 'plate_made', 'out_for_delivery'],
			[
				['acceptance', 0, 2],
				['delivery', 2, null]
			]
		],
		[
			'sorted shows an arrival that nobody scanned',
			['departed', 'sorted'],
			[
				['transport', 0, 1],
				['processing', 1, null]
			]
		],
		[
			'nothing known before it was sorted',
			['sorted', 'departed'],
			[
				['processing', 0, 1],
				['transport', 1, null]
			]
		],
		[
			'pickup is delivery',
			['accepted', 'ready_for_pickup', 'delivered'],
			[
				['acceptance', 0, 1],
				['delivery', 1, 2]
			]
		],
		[
			'nothing after the end',
			['accepted', 'delivered', 'departed', 'arrived'],
			[['acceptance', 0, 1]]
		],
		[
			'a delivery after a return ends it',
			['accepted', 'attempted', 'returned', 'departed', 'delivered'],
			[
				['acceptance', 0, 1],
				['delivery', 1, 4]
			]
		],
		['an end and nothing else', ['delivered'], []]
	] as const)('%s', (_name, events, expected) => {
		expect(shown(...events)).toEqual(expected);
	});

	it('has a length; an open one up to now, never less than nothing', () => {
		const item = foldItem(told('accepted', 'departed'));
		expect(segmentsOf(item, 5_500)).toMatchObject([
			{ lengthMs: 1_000 },
			{ to: null, lengthMs: 4_500 }
		]);
		expect(segmentsOf(item, 0)).toMatchObject([{ lengthMs: 1_000 }, { lengthMs: 0 }]);
	});

	it('tile the time from the first event that begins one to the end', () => {
		const any = fc.array(
			fc.tuple(fc.constantFrom(...scanEvents), fc.integer({ min: 0, max: 60 })),
			{
				maxLength: 12
			}
		);
		fc.assert(
			fc.property(any, (events) => {
				const item = foldItem(told(...events));
				const segments = segmentsOf(item, AS_OF);
				for (const [i, { to, segment }] of segments.entries()) {
					const next = segments[i + 1];
					expect(to).toBe(next ? next.from : (item.end?.countedAt ?? null));
					expect(segment).not.toBe(next?.segment);
				}
				const length = segments.reduce((sum, { lengthMs }) => sum + lengthMs, 0);
				const first = segments[0];
				expect(length).toBe(first ? (item.end?.countedAt ?? AS_OF) - first.from : 0);
			})
		);
	});
});
