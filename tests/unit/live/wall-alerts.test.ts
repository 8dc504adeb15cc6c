import { expect, it } from 'vitest';
import { readAlerts } from '../../../src/lib/live/wall-alerts.ts';

it('reads what it can, the oldest first', () => {
	const part = {
		A: { kind: 'watchdog', reason: 'silent', since: '2026-11-22T14:00:02+08:00', object: 'w' },
		a: { kind: 'broker_drops', since: '2026-11-22T14:00:01+08:00', object: 'w', count: 4 },
		c: { kind: 'clock', since: 'lately' },
		d: { since: '2026-11-22T14:00:00+08:00' },
		e: 'x'
	};
	const since = Date.parse('2026-11-22T14:00:01+08:00');
	expect(readAlerts(part)).toEqual([
		{ id: 'a', kind: 'broker_drops', reason: '', since, object: 'w', count: 4 },
		{ id: 'A', kind: 'watchdog', reason: 'silent', since: since + 1000, object: 'w', count: 0 }
	]);
});

it.each([undefined, null, 'x', 3, []])('reads nothing out of %j', (part) => {
	expect(readAlerts(part)).toEqual([]);
});
