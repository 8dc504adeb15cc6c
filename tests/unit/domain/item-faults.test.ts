import { describe, expect, it } from 'vitest';
import type { ScanEventName } from '#domain/event.ts';
import { foldItem, type ItemEvent } from '#domain/item.ts';
import { faultsOf } from '#domain/item-faults.ts';
import { HOUR_MS, parseInstant } from '#domain/time.ts';
import { createNation } from '../../../simulator/nation.ts';

type Step = ScanEventName | readonly [ScanEventName, Partial<ItemEvent>];

/** Events at seconds 0, 1, 2 … of one device. */
function told(...steps: readonly Step[]): ItemEvent[] {
	return steps.map((step, i) => {
		const [event, fields] = typeof step === 'string' ? [step, {}] : step;
		return {
			...{ mailNo: '9000000000001', site: '420106', device: 'd', boot: 'b', seq: i + 1, event },
			...{ at: i * 1000, receivedAt: i * 1000, clockSuspect: false },
			...(event === 'accepted' && { project: 'ID', dest: '420106' }),
			...fields
		};
	});
}

/** Kind, step and event of each fault. */
const faults = (...steps: readonly Step[]) =>
	faultsOf(foldItem(told(...steps))).map(({ kind, step, event }) =>
		[kind, step, event.event].filter((part) => part !== null).join(' ')
	);

const of = (project: string) => ['accepted', { project, dest: '420106' }] as const;
const at = (site: string) => ({ site });

describe('a sequence without a fault', () => {
	it.each([
		[
			'within a city',
			['ordered', 'accepted', 'sorted', 'departed', 'arrived', 'out_for_delivery', 'delivered']
		],
		['at the counter', ['accepted', 'ready_for_pickup', 'delivered']],
		[
			'attempted and out again',
			['accepted', 'out_for_delivery', 'attempted', 'out_for_delivery', 'delivered']
		],
		['enveloped', ['accepted', 'printed', 'encapsulated', 'verified', 'departed']],
		[
			'enveloped before it is accepted',
			['printed', 'encapsulated', 'verified', 'accepted', 'departed']
		],
		['on its way', ['accepted', 'departed']],
		['recalled', ['accepted', 'sorted', 'recalled']],
		['returned', ['accepted', 'out_for_delivery', 'attempted', 'returned']],
		['delivered after it was returned', ['accepted', 'out_for_delivery', 'returned', 'delivered']],
		['a plate', ['ordered', of('PLATE'), 'plate_made', 'out_for_delivery', 'plate_fitted']],
		[
			'a plate of another place',
			[
				of('PLATE'),
				['plate_made', at('430102')],
				['out_for_delivery', at('430102')],
				['plate_fitted', at('430102')]
			]
		],
		[
			'a plate handed over and fitted',
			[of('PLATE'), 'plate_made', 'out_for_delivery', 'delivered', 'plate_fitted']
		],
		[
			'scanned twice at the dock',
			[
				'accepted',
				'departed',
				'departed',
				['arrived', at('430102')],
				['out_for_delivery', at('430102')]
			]
		],
		[
			'picked up elsewhere in the end',
			[
				'accepted',
				'out_for_delivery',
				['ready_for_pickup', at('420107')],
				['delivered', at('420107')]
			]
		]
	] as const)('%s', (_name, steps) => {
		expect(faults(...steps)).toEqual([]);
	});
});

describe('a missing step', () => {
	it.each([
		[
			'delivered out of nothing',
			['accepted', 'delivered'],
			['missing_step out_for_delivery delivered']
		],
		[
			'attempted and delivered: told once',
			['accepted', 'attempted', 'delivered'],
			['missing_step out_for_delivery attempted']
		],
		[
			'not arrived before it was out',
			['accepted', 'departed', 'out_for_delivery', 'delivered'],
			['missing_step arrived out_for_delivery']
		],
		[
			'not arrived between two departures',
			['accepted', 'departed', ['departed', at('430102')]],
			['missing_step arrived departed']
		],
		['not departed', ['accepted', ['arrived', at('430102')]], ['missing_step departed arrived']],
		[
			'moved without a scan',
			['accepted', ['out_for_delivery', at('430102')]],
			['missing_step departed out_for_delivery']
		],
		[
			'enveloped and not looked at',
			['accepted', 'encapsulated', 'departed'],
			['missing_step verified departed']
		],
		[
			'a criminal record that nobody printed',
			[of('NOCRIME'), 'encapsulated', 'verified'],
			['missing_step printed encapsulated']
		],
		[
			'a plate that nobody made',
			[of('PLATE'), 'out_for_delivery', 'plate_fitted'],
			['missing_step plate_made out_for_delivery']
		],
		[
			'a plate that was never out',
			[of('PLATE'), 'plate_made', 'plate_fitted'],
			['missing_step out_for_delivery plate_fitted']
		],
		[
			'a plate that nobody fitted',
			[of('PLATE'), 'plate_made', 'out_for_delivery', 'delivered'],
			['missing_step plate_fitted delivered']
		]
	] as const)('%s', (_name, steps, expected) => {
		expect(faults(...steps)).toEqual(expected);
	});

	it('is none where the step was corrected away and told again', () => {
		expect(faults('accepted', ['out_for_delivery', { isCorrected: true }], 'delivered')).toEqual([
			'missing_step out_for_delivery delivered'
		]);
	});
});

describe('an illegal order', () => {
	it.each([
		['ordered after it was accepted', ['accepted', 'ordered'], ['illegal_order ordered accepted']],
		[
			'sorted and departed before it was accepted: told once',
			['sorted', 'departed', 'accepted'],
			['illegal_order accepted sorted']
		],
		[
			'looked at after it left',
			['accepted', 'encapsulated', 'departed', 'verified'],
			['illegal_order verified departed']
		],
		[
			'arrived before it departed',
			['accepted', ['arrived', at('430102')], 'departed', ['out_for_delivery', at('430102')]],
			['illegal_order departed arrived']
		],
		[
			'a plate out before it was made',
			[of('PLATE'), 'out_for_delivery', 'plate_made', 'plate_fitted'],
			['illegal_order plate_made out_for_delivery']
		],
		[
			'encapsulated before it was printed',
			[of('NOCRIME'), 'encapsulated', 'printed', 'verified'],
			['illegal_order printed encapsulated']
		],
		[
			'delivered before it was out',
			['accepted', 'delivered', 'out_for_delivery'],
			['illegal_order out_for_delivery delivered', 'after_end out_for_delivery']
		],
		[
			'accepted after it was delivered',
			['out_for_delivery', 'delivered', 'accepted'],
			['illegal_order accepted out_for_delivery', 'after_end accepted']
		]
	] as const)('%s', (_name, steps, expected) => {
		expect(faults(...steps)).toEqual(expected);
	});
});

describe('other faults', () => {
	it('nobody accepted it', () => {
		expect(faults('printed', 'departed', 'arrived')).toEqual([
			'without_accepted accepted departed'
		]);
		expect(faults('ordered', 'printed', 'encapsulated', 'verified')).toEqual([]);
	});

	it('each event after the end', () => {
		expect(faults('accepted', 'out_for_delivery', 'delivered', 'sorted', 'delivered')).toEqual([
			'after_end sorted',
			'after_end delivered'
		]);
		expect(faults('accepted', 'recalled', 'plate_fitted')).toEqual(['after_end plate_fitted']);
	});

	it('an admission letter signed for by code without a look at the identity', () => {
		const delivered = (fields: Partial<ItemEvent>) =>
			faults(of('ADMIT'), 'out_for_delivery', ['delivered', fields]);
		expect(delivered({ signedBy: 'code' })).toEqual(['missing_evidence delivered']);
		expect(delivered({ signedBy: 'code', idVerified: false })).toEqual([
			'missing_evidence delivered'
		]);
		expect(delivered({ signedBy: 'code', idVerified: true })).toEqual([]);
		expect(delivered({ signedBy: 'recipient' })).toEqual([]);
	});

	it('says which expectations are assumed', () => {
		const assumed = (...steps: readonly Step[]) =>
			faultsOf(foldItem(told(...steps))).map(({ isAssumed }) => isAssumed);
		expect(assumed('accepted', 'delivered')).toEqual([true]);
		expect(assumed(of('PLATE'), 'out_for_delivery')).toEqual([false]);
	});
});

it('the simulated nation tells what is expected', { timeout: 60_000 }, () => {
	const start = parseInstant('2026-03-02T07:00:00+08:00') ?? NaN;
	const nation = createNation(7, [
		{ from: start, rate: 0.1, shape: 'flat', carried: 'all', share: 1 }
	]);
	const items = new Map<string, ItemEvent[]>();
	for (const { at, topic, fields } of nation.events(start, start + 5 * 24 * HOUR_MS, start)) {
		const [, , , site = '', device = '', stream] = topic.split('/');
		if (stream !== 'scan') continue;
		const mailNo = String(fields['mailNo']);
		const events = items.get(mailNo) ?? [];
		items.set(mailNo, events);
		const stamp = { boot: 'b', seq: events.length + 1, at, receivedAt: at, clockSuspect: false };
		// Every event of the nation is accepted by the decoder, which its own test holds it to.
		events.push({ ...fields, ...stamp, site, device } as unknown as ItemEvent);
	}
	expect(items.size).toBeGreaterThan(500);
	const found = [...items.values()].flatMap((events) => faultsOf(foldItem(events)));
	expect(found).toEqual([]);
});
