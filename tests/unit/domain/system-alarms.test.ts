import { describe, expect, it } from 'vitest';
import type { BrokerFigures, CommitNotice } from '#domain/commit-notice.ts';
import { systemAlarms, wallAlerts, type HeardNotice } from '#domain/system-alarms.ts';

const NOW = Date.parse('2026-11-25T14:04:00+08:00');
const MINUTE = 60_000;
const DAY = 86_400_000;

interface Given {
	readonly agoMs?: number;
	readonly oldestAgoMs?: number;
	readonly broker?: Partial<BrokerFigures>;
	/** How far the worker's clock is ahead of ours. */
	readonly aheadMs?: number;
	readonly retained?: boolean;
}

function heard({
	agoMs = 500,
	oldestAgoMs,
	broker,
	aheadMs = 0,
	retained = false
}: Given): HeardNotice {
	const at = NOW - agoMs + aheadMs;
	const notice: CommitNotice = {
		...{ worker: 'w', at, filters: [], since: NOW - DAY },
		oldest: oldestAgoMs === undefined ? null : NOW - oldestAgoMs + aheadMs,
		held: { messages: 0, objects: 0, bytes: 0 },
		totals: {
			...{ messages: 0, received: 0, stored: 0, refused: 0 },
			...{ duplicates: 0, retries: 0, commits: 0 }
		},
		...(broker && { broker })
	};
	return { notice, heardAt: retained ? null : NOW - agoMs };
}

const brief = (given: Given, isConnected = true) =>
	systemAlarms([heard(given)], NOW, isConnected).map(
		({ kind, reason, since, count }) => [kind, reason, NOW - since, count] as const
	);

describe('systemAlarms', () => {
	it.each([
		['well', {}, []],
		['not heard for a while', { agoMs: 29_999 }, []],
		['silent', { agoMs: 30_000 }, [['watchdog', 'silent', 30_000, 0]]],
		[
			'silent before we listened',
			{ agoMs: 40_000, retained: true },
			[['watchdog', 'silent', 40_000, 0]]
		],
		[
			'silent, with something held',
			{ agoMs: 40_000, oldestAgoMs: 90_000 },
			[['watchdog', 'silent', 40_000, 0]]
		],
		['silent for a day', { agoMs: DAY }, [['watchdog', 'silent', DAY, 0]]],
		['not seen for longer: nobody waits for it', { agoMs: DAY + 1 }, []],
		['holding something for a while', { agoMs: 0, oldestAgoMs: 29_999 }, []],
		[
			'holding something for too long',
			{ agoMs: 0, oldestAgoMs: 30_000 },
			[['watchdog', 'stuck', 30_000, 0]]
		],
		[
			'drops',
			{ broker: { dropped: 7, droppingSince: NOW - 20 * MINUTE, droppedAt: NOW - 1 } },
			[['broker_drops', '', 20 * MINUTE, 7]]
		],
		[
			'drops that ended',
			{ broker: { dropped: 7, droppingSince: NOW - 20 * MINUTE, droppedAt: NOW - 10 * MINUTE } },
			[]
		],
		[
			'a lost session',
			{ broker: { sessionsLost: 2, sessionLostAt: NOW - 10 * MINUTE + 1 } },
			[['session_lost', '', 10 * MINUTE - 1, 2]]
		],
		[
			'a session lost long ago',
			{ broker: { sessionsLost: 2, sessionLostAt: NOW - 10 * MINUTE } },
			[]
		],
		['a clock nearly right', { aheadMs: 9_999 }, []],
		['a clock that is ahead', { aheadMs: 12_400 }, [['clock', 'ahead', DAY, 12]]],
		[
			'a clock far behind: heard all the same',
			{ aheadMs: -3_600_000 },
			[['clock', 'behind', DAY, 3_600]]
		],
		['a clock that a retained notice does not tell', { agoMs: 20_000, retained: true }, []]
	] as const)('%s', (_name, given, expected) => {
		expect(brief(given)).toEqual(expected);
	});

	it('blames the broker for a silence while it is away', () => {
		expect(brief({ agoMs: 31_000 }, false)).toEqual([['watchdog', 'deaf', 31_000, 0]]);
		expect(brief({ agoMs: 1_000 }, false)).toEqual([]);
	});

	it('names each worker, and becomes a list by id for walls', () => {
		const other = heard({ agoMs: 37_000 });
		const alarms = systemAlarms(
			[heard({ agoMs: 36_000 }), { ...other, notice: { ...other.notice, worker: 'v' } }],
			NOW,
			true
		);
		expect(wallAlerts(alarms)).toEqual({
			'watchdog:w': {
				...{ kind: 'watchdog', severity: 'urgent', reason: 'silent', object: 'w', count: 0 },
				since: '2026-11-25T14:03:24+08:00'
			},
			'watchdog:v': {
				...{ kind: 'watchdog', severity: 'urgent', reason: 'silent', object: 'v', count: 0 },
				since: '2026-11-25T14:03:23+08:00'
			}
		});
	});
});
