import { describe, expect, it } from 'vitest';
import {
	compareDeadLetters,
	compareIdentities,
	compareLedger,
	compareMinutes,
	type LedgerRow
} from '../../chaos/oracle.ts';
import type { PlannedEvent } from '../../chaos/plan.ts';

const noon = Date.UTC(2026, 10, 26, 4, 0, 0);

function event(seq: number, fields: Partial<PlannedEvent> = {}): PlannedEvent {
	return {
		...{ site: '420102', device: 'd', boot: 'b1', seq, isFirstBoot: true, at: noon + seq * 1_000 },
		...{ topic: 'youkan/v1/42/420102/d/scan', verdict: 'good', reason: '' },
		...fields
	};
}
const rejected = { verdict: 'rejected', reason: 'field:event' } as const;
const unreadable = { verdict: 'unreadable', reason: 'not_json' } as const;
const log = (...sent: PlannedEvent[]) => ({ sent, maybe: [] });

describe('identities', () => {
	const sent = log(event(1), event(2), event(3, rejected));
	const [one, two] = ['420102 d b1 1', '420102 d b1 2'];

	it('hold when the good ones are stored and nothing else is', () => {
		expect(compareIdentities(sent, new Set([one, two]))).toEqual({ lost: [], invented: [] });
	});
	it('that are not stored are lost', () => {
		expect(compareIdentities(sent, new Set([one])).lost).toEqual([two]);
	});
	it('that nobody sent, or that are bad, are invented', () => {
		const stored = new Set([one, two, '420102 d b1 3', '420102 e b1 1']);
		expect(compareIdentities(sent, stored).invented).toEqual(['420102 d b1 3', '420102 e b1 1']);
	});
	it('of unknown fate may be stored or not', () => {
		const unsure = { sent: [event(1)], maybe: [event(2)] };
		const right = { lost: [], invented: [] };
		expect(compareIdentities(unsure, new Set([one]))).toEqual(right);
		expect(compareIdentities(unsure, new Set([one, two]))).toEqual(right);
	});
});

describe('minutes', () => {
	const sent = log(event(1), event(2), event(61), event(3, unreadable));
	const shown = (first: number, second: number) =>
		new Map([
			[String(noon), first],
			[String(noon + 60_000), second]
		]);

	it('hold when each shows its good events', () => {
		expect(compareMinutes(sent, shown(2, 1)).size).toBe(0);
	});
	it('that show too many or too few are told with the difference', () => {
		expect([...compareMinutes(sent, shown(3, 1))]).toEqual([[String(noon), 1]]);
		expect([...compareMinutes(sent, shown(2, 0))]).toEqual([[String(noon + 60_000), -1]]);
	});
	it('that should show nothing are told', () => {
		const other = new Map([...shown(2, 1), [String(noon + 120_000), 5]]);
		expect([...compareMinutes(sent, other)]).toEqual([[String(noon + 120_000), 5]]);
	});
	it('may show what is unknown, and no more', () => {
		const unsure = { sent: [event(1)], maybe: [event(2)] };
		const found = [0, 1, 2, 3].map(
			(n) => compareMinutes(unsure, new Map([[String(noon), n]])).size
		);
		expect(found).toEqual([1, 0, 0, 1]);
	});
});

describe('dead letters', () => {
	const sent = log(event(1), event(2, rejected), event(3, rejected), event(4, unreadable));
	const topic = 'youkan/v1/42/420102/d/scan';
	const stored = (bad: number) =>
		new Map([
			[`${topic} field:event`, bad],
			[`${topic} not_json`, 1]
		]);

	it('hold when they are the bad ones', () => {
		expect(compareDeadLetters(sent, stored(2)).size).toBe(0);
	});
	it('too few, too many or of another reason do not', () => {
		expect([...compareDeadLetters(sent, stored(1))]).toEqual([[`${topic} field:event`, -1]]);
		expect([...compareDeadLetters(sent, stored(3))]).toEqual([[`${topic} field:event`, 1]]);
		const other = new Map([...stored(2), [`${topic} clock`, 1]]);
		expect([...compareDeadLetters(sent, other)]).toEqual([[`${topic} clock`, 1]]);
	});
});

describe('the ledger', () => {
	const row = (stored: number, rejected: number, missing: number, fields = {}): LedgerRow => ({
		...{ site: '420102', device: 'd', stream: 'scan', hour: '2026-11-26T12:00:00+08:00' },
		...{ advance: stored + rejected + missing, stored, rejected, missing },
		...fields
	});
	const faults = (sent: PlannedEvent[], ...rows: LedgerRow[]) => compareLedger(log(...sent), rows);

	it('tells the vectors of the contract: 1,2,bad,4 and 1,2,not JSON,4', () => {
		const [one, two, four] = [event(1), event(2), event(4)];
		expect(faults([one, two, event(3, rejected), four], row(3, 1, 0))).toEqual([]);
		expect(faults([one, two, event(3, unreadable), four], row(3, 0, 1))).toEqual([]);
	});
	it('begins at the lowest number of the first boot, and at 1 of another', () => {
		expect(faults([event(3), event(4)], row(2, 0, 0))).toEqual([]);
		const second = { boot: 'b2', isFirstBoot: false };
		expect(faults([event(3, second), event(4, second)], row(2, 0, 2))).toEqual([]);
	});
	it('books a missing number to the hour of the next higher one', () => {
		const later = event(3, { at: noon + 3_600_000 });
		const next = row(1, 0, 1, { hour: '2026-11-26T13:00:00+08:00' });
		expect(faults([event(1), event(2, unreadable), later], row(1, 0, 0), next)).toEqual([]);
	});
	it('does not see what was lost at the end of a boot', () => {
		expect(faults([event(1), event(2, unreadable)], row(1, 0, 0))).toEqual([]);
	});
	it('is told when a row says something else, is not there, is too much, or there twice', () => {
		const sent = [event(1), event(2)];
		expect(faults(sent, row(1, 0, 1))).toHaveLength(1);
		expect(faults(sent)).toHaveLength(1);
		expect(faults(sent, row(2, 0, 0), row(1, 0, 0, { device: 'e' }))).toHaveLength(1);
		expect(faults(sent, row(2, 0, 0), row(2, 0, 0))).toHaveLength(1);
	});
	it('is told when a row does not add up', () => {
		expect(faults([event(1)], row(1, 0, 0, { advance: 2 }))).toHaveLength(1);
	});
	it('may have rows of copies alone', () => {
		const copies = row(0, 0, 0, { hour: '2026-11-26T13:00:00+08:00' });
		expect(faults([event(1)], row(1, 0, 0), copies)).toEqual([]);
	});
	it('leaves out a device with a message of unknown fate', () => {
		const unsure = { sent: [event(1)], maybe: [event(2)] };
		expect(compareLedger(unsure, [row(2, 0, 0)])).toEqual([]);
	});
});
