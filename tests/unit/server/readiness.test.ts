import { describe, expect, it } from 'vitest';
import type { SystemAlarm } from '#domain/system-alarms.ts';
import { readiness, warningOf } from '../../../server/readiness.ts';

const alarm = (
	kind: SystemAlarm['kind'],
	reason: SystemAlarm['reason'],
	count = 0
): SystemAlarm => ({
	...{ id: `${kind}:w`, kind, reason, count, severity: 'urgent', object: 'w' },
	since: Date.parse('2026-11-22T14:00:02+08:00')
});

type Parts = Parameters<typeof readiness>[0];

/** Parts that answer, and say what `notices` says. */
function parts(notices: object): Parts {
	return {
		clickhouse: {
			ping: () => Promise.resolve(),
			query: () => Promise.resolve([{ name: '9999' }])
		},
		store: { query: () => Promise.resolve([]) },
		notices: { connected: true, alarms: () => [], ...notices }
	} as unknown as Parts; // no more of them is asked for
}

describe('readiness', () => {
	it('stays while a worker is silent, and says why data stand', async () => {
		const alarms = () => [alarm('watchdog', 'silent')];
		expect(await readiness(parts({ alarms }))).toEqual({
			ready: true,
			reasons: [],
			warnings: ['ingest w: silent since 2026-11-22T14:00:02+08:00, data stand there']
		});
	});

	it('ends with the broker', async () => {
		expect(await readiness(parts({ connected: false }))).toEqual({
			ready: false,
			reasons: ['broker: not connected'],
			warnings: []
		});
	});
});

describe('warningOf', () => {
	it.each([
		['watchdog', 'stuck', 0, /^ingest w: .* since 2026-11-22T14:00:02\+08:00 is not stored/],
		['watchdog', 'deaf', 0, /the broker is away$/],
		['broker_drops', '', 7, /^broker: drops messages since .*, 7 so far \(seen by ingest w\)$/],
		['session_lost', '', 1, /^broker: lost the session of ingest w at 2026/],
		['clock', 'ahead', 12, /^ingest w: its clock is 12 s ahead of the server's$/],
		['clock', 'behind', 12, /^ingest w: its clock is 12 s behind the server's$/]
	] as const)('%s %s', (kind, reason, count, expected) => {
		expect(warningOf(alarm(kind, reason, count))).toMatch(expected);
	});
});
