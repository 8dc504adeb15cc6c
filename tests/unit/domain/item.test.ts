import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldItem, deadlineOf, placesOf, type ItemEvent } from '#domain/item.ts';
import { scanEvents, type ScanEventName } from '#domain/event.ts';
import { HOUR_MS } from '#domain/time.ts';

const NOON = Date.UTC(2026, 2, 2, 4);

/** An event of one device; `hour` counts from noon. */
function told(
	seq: number,
	event: ScanEventName,
	hour: number,
	fields: Partial<ItemEvent> = {}
): ItemEvent {
	const at = NOON + hour * HOUR_MS;
	return {
		...{ mailNo: '9000000000001', site: '420106', device: 'pda-1', boot: 'b', seq, event, at },
		...{ receivedAt: at + 500, clockSuspect: false },
		...(event === 'accepted' && { project: 'ID', dest: '430102' }),
		...fields
	};
}

const plate = { project: 'PLATE', dest: '420106' };
const names = (events: readonly { readonly event: string }[]) => events.map(({ event }) => event);

describe('any order and any number of copies', () => {
	const anyEvent: fc.Arbitrary<ItemEvent> = fc
		.record({
			event: fc.constantFrom(...scanEvents),
			site: fc.constantFrom('420106', '430102'),
			device: fc.constantFrom('d1', 'd2'),
			boot: fc.constantFrom('b1', 'b2'),
			seq: fc.integer({ min: 1, max: 6 }),
			hour: fc.integer({ min: 0, max: 4 }),
			delay: fc.integer({ min: -2, max: 3 }),
			clockSuspect: fc.boolean(),
			project: fc.constantFrom('ID', 'PLATE'),
			corrects: fc.option(fc.constantFrom({ boot: 'b1', seq: 1 }, { boot: 'b2', seq: 2 }), {
				nil: undefined,
				freq: 4
			})
		})
		.map(({ seq, event, hour, delay, corrects, project, ...rest }) =>
			told(seq, event, hour, {
				...rest,
				receivedAt: NOON + (hour + delay) * HOUR_MS,
				...(event === 'accepted' && { project }),
				...(corrects && { corrects })
			})
		);

	it('give the same item', () => {
		fc.assert(
			fc.property(
				fc
					.array(anyEvent, { maxLength: 14 })
					.chain((events) =>
						fc.tuple(
							fc.constant(events),
							fc.shuffledSubarray([...events, ...events, ...events], { minLength: 0 })
						)
					),
				([events, more]) => {
					const item = foldItem(events);
					expect(foldItem([...more, ...events])).toEqual(item);
					expect(foldItem(events.toReversed())).toEqual(item);
				}
			),
			{ numRuns: 500 }
		);
	});

	it('keep each identity once, and nothing of the end counts after it', () => {
		fc.assert(
			fc.property(fc.array(anyEvent, { maxLength: 14 }), (events) => {
				const { timeline, attempts } = foldItem(events);
				const identities = timeline.map(({ site, device, boot, seq }) =>
					[site, device, boot, seq].join(' ')
				);
				expect(new Set(identities).size).toBe(identities.length);
				expect(timeline.map((e) => e.countedAt)).toEqual(
					timeline.map((e) => e.countedAt).toSorted((a, b) => a - b)
				);
				expect(attempts).toBeLessThanOrEqual(
					timeline.filter((e) => e.event === 'attempted' && !e.isAfterEnd).length
				);
			})
		);
	});

	it('the first received of several copies is the event', () => {
		const first = told(1, 'sorted', 0, { chute: 'a' });
		const later = told(1, 'sorted', 0, { chute: 'b', receivedAt: first.receivedAt + 1 });
		expect(foldItem([later, first]).timeline).toMatchObject([{ chute: 'a' }]);
	});

	it('what is told again changes no count', () => {
		const events = [told(1, 'accepted', 0), told(2, 'attempted', 1), told(3, 'attempted', 2)];
		const again = events.map((e) => ({ ...e, receivedAt: e.receivedAt + HOUR_MS }));
		expect(foldItem([...again, ...events])).toMatchObject({ attempts: 2, status: 'open' });
	});
});

describe('the order of events', () => {
	it('is that of their time, then of site, device, boot and number', () => {
		const same = (seq: number, fields: Partial<ItemEvent>) => told(seq, 'sorted', 1, fields);
		const events = [
			same(9, { site: '430102' }),
			same(9, { device: 'pda-2' }),
			same(9, { boot: 'c' }),
			same(10, {}),
			same(9, {}),
			told(20, 'sorted', 0)
		];
		expect(
			foldItem(events).timeline.map(({ site, device, boot, seq }) => [site, device, boot, seq])
		).toEqual([
			['420106', 'pda-1', 'b', 20],
			['420106', 'pda-1', 'b', 9],
			['420106', 'pda-1', 'b', 10],
			['420106', 'pda-1', 'c', 9],
			['420106', 'pda-2', 'b', 9],
			['430102', 'pda-1', 'b', 9]
		]);
	});

	it('takes the first receipt where the clock is suspect', () => {
		const ahead = { clockSuspect: true, receivedAt: NOON };
		const item = foldItem([told(1, 'sorted', 2, ahead), told(2, 'departed', 1)]);
		expect(names(item.timeline)).toEqual(['sorted', 'departed']);
		expect(item.timeline[0]).toMatchObject({ at: NOON + 2 * HOUR_MS, countedAt: NOON });
		const more = told(1, 'sorted', 2, { ...ahead, receivedAt: NOON + 1.5 * HOUR_MS });
		expect(foldItem([more, ...item.events])).toEqual(item);
	});
});

describe('the status', () => {
	const accepted = told(1, 'accepted', 0);
	it.each([
		['unaccepted', [told(2, 'sorted', 1)]],
		['unaccepted', [told(2, 'delivered', 1)]],
		['open', [accepted, told(2, 'attempted', 1)]],
		['delivered', [accepted, told(2, 'delivered', 1), told(3, 'returned', 2)]],
		['returned', [accepted, told(2, 'returned', 1), told(3, 'recalled', 2)]],
		['delivered', [accepted, told(2, 'returned', 1), told(3, 'delivered', 2)]],
		[
			'delivered',
			[accepted, told(2, 'returned', 1), told(3, 'recalled', 2), told(4, 'delivered', 3)]
		],
		['recalled', [accepted, told(2, 'recalled', 1), told(3, 'delivered', 2)]],
		[
			'recalled',
			[accepted, told(2, 'recalled', 1), told(3, 'returned', 2), told(4, 'delivered', 3)]
		],
		['open', [accepted, told(2, 'plate_fitted', 1)]],
		['delivered', [told(1, 'accepted', 0, plate), told(2, 'plate_fitted', 1)]],
		[
			'delivered',
			[told(1, 'accepted', 0, plate), told(2, 'returned', 1), told(3, 'plate_fitted', 2)]
		]
	] as const)('%s', (status, events) => {
		expect(foldItem(events).status).toBe(status);
	});

	it('has a time of delivery when it is delivered, and none without an acceptance', () => {
		const delivered = told(2, 'delivered', 1);
		expect(foldItem([accepted, delivered]).deliveredAt).toBe(delivered.at);
		expect(foldItem([delivered])).toMatchObject({ deliveredAt: null, acceptance: null });
		expect(foldItem([accepted, told(3, 'recalled', 0.5), delivered]).deliveredAt).toBeNull();
		expect(foldItem([])).toMatchObject({ status: 'unaccepted', timeline: [] });
	});

	it('is that of the first acceptance', () => {
		const first = told(5, 'accepted', -1, plate);
		const item = foldItem([accepted, first, told(2, 'plate_fitted', 1)]);
		expect(item).toMatchObject({ status: 'delivered', acceptance: { seq: 5, project: 'PLATE' } });
	});
});

describe('after the end', () => {
	const accepted = told(1, 'accepted', 0);
	const marked = (events: readonly ItemEvent[]) =>
		foldItem(events)
			.timeline.filter((e) => e.isAfterEnd)
			.map(({ event }) => event);

	it('everything is marked, and no attempt counts', () => {
		const item = foldItem([
			...[accepted, told(2, 'attempted', 1), told(3, 'delivered', 2)],
			...[told(4, 'attempted', 3), told(5, 'sorted', 4), told(6, 'delivered', 5)]
		]);
		expect(item).toMatchObject({ attempts: 1, deliveredAt: NOON + 2 * HOUR_MS, isDisputed: true });
		expect(item.timeline.map((e) => e.isAfterEnd)).toEqual([false, false, false, true, true, true]);
	});

	it('a delivery after a return is none of it, what lies between them is', () => {
		const events = [accepted, told(2, 'returned', 1), told(3, 'attempted', 2)];
		expect(marked(events)).toEqual(['attempted']);
		const delivered = [...events, told(4, 'delivered', 3), told(5, 'delivered', 4)];
		expect(marked(delivered)).toEqual(['attempted', 'delivered']);
		expect(foldItem(delivered)).toMatchObject({ attempts: 0, isDisputed: false });
	});

	it.each([
		['attempted', true],
		['returned', true],
		['out_for_delivery', true],
		['recalled', false],
		['sorted', false],
		['ready_for_pickup', false]
	] as const)('%s after the delivery disputes it: %s', (event, isDisputed) => {
		expect(foldItem([accepted, told(2, 'delivered', 1), told(3, event, 2)])).toMatchObject({
			...{ status: 'delivered', isDisputed }
		});
	});
});

describe('a correction', () => {
	const accepted = told(1, 'accepted', 0);
	const wrong = told(2, 'delivered', 1);

	it('takes an event out of the fold and leaves it in the timeline', () => {
		const item = foldItem([
			accepted,
			wrong,
			told(3, 'attempted', 2, { corrects: { boot: 'b', seq: 2 } })
		]);
		expect(item).toMatchObject({ status: 'open', attempts: 1, deliveredAt: null });
		expect(names(item.events)).toEqual(['accepted', 'attempted']);
		expect(item.timeline.map((e) => [e.event, e.isCorrected, e.isAfterEnd])).toEqual([
			['accepted', false, false],
			['delivered', true, false],
			['attempted', false, false]
		]);
	});

	it('is for the same site and device only', () => {
		const corrects = { boot: 'b', seq: 2 };
		for (const other of [{ site: '430102' }, { device: 'pda-2' }])
			expect(foldItem([accepted, wrong, told(3, 'sorted', 2, { corrects, ...other })]).status).toBe(
				'delivered'
			);
	});

	it('may stand in another item: the store says so', () => {
		const item = foldItem([accepted, { ...wrong, isCorrected: true }, wrong]);
		expect(item.status).toBe('open');
	});

	it('of the first acceptance makes the next one the first', () => {
		const second = told(4, 'accepted', 3, { project: 'DL' });
		const corrects = { boot: 'b', seq: 1 };
		expect(foldItem([accepted, second, told(5, 'sorted', 4, { corrects })])).toMatchObject({
			acceptance: { seq: 4 }
		});
	});
});

describe('what stands on the fold', () => {
	const deadline = { at: NOON + HOUR_MS, rule: 'doc', version: 1, calendarKnown: true };
	const item = foldItem([
		told(1, 'accepted', 0, { deadline, site: '110101' }),
		told(2, 'arrived', 1, { site: '430102' }),
		told(3, 'sorted', 2, { site: '310101', isCorrected: true })
	]);

	it('is due by its acceptance, or by a later decision', () => {
		expect(deadlineOf(item, null)).toEqual(deadline);
		const again = { ...deadline, at: NOON, version: 2 };
		expect(deadlineOf(item, again)).toEqual(again);
		expect(deadlineOf(foldItem([told(1, 'sorted', 0)]), again)).toBeNull();
	});

	it('is in the scope of origin, destination and latest event', () => {
		expect(placesOf(item)).toEqual(['110101', '430102', '430102']);
		expect(placesOf(foldItem([told(1, 'sorted', 0, { isCorrected: true })]))).toEqual(['420106']);
	});
});
