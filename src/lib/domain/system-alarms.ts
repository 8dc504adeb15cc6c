import { brokerOf, FORGET_MS, type CommitNotice } from './commit-notice.ts';
import { formatInstant } from './time.ts';
import type { WallAlert } from './wall.ts';

export const systemAlarmKinds = ['watchdog', 'broker_drops', 'session_lost', 'clock'] as const;
type SystemAlarmKind = (typeof systemAlarmKinds)[number];

/**
 * Why: of `watchdog`, the worker says nothing (`silent`), we do not hear because the broker is away (`deaf`),
 * or it cannot store (`stuck`); of `clock`, its clock is `ahead` of or `behind` ours.
 */
type SystemAlarmReason = 'silent' | 'deaf' | 'stuck' | 'ahead' | 'behind' | '';

/** Something that keeps the data from being complete or true. It ends when its condition does. */
export interface SystemAlarm {
	readonly id: string;
	readonly kind: SystemAlarmKind;
	readonly severity: 'urgent';
	readonly reason: SystemAlarmReason;
	/** Epoch milliseconds. */
	readonly since: number;
	/** The worker that it is about, or that saw it. */
	readonly object: string;
	/** Of drops and lost sessions how many, of a clock the seconds; else 0. */
	readonly count: number;
}

/** The last notice of a worker, and when we heard it: null when it was said before we listened. */
export interface HeardNotice {
	readonly notice: CommitNotice;
	readonly heardAt: number | null;
}

/** A worker that was not heard, or whose oldest message was not stored, for longer is an alarm. */
const SILENT_MS = 30_000;
/** Drops, and a lost session, are an alarm until ten minutes passed without another. */
export const DROPS_QUIET_MS = 600_000;
/** Notices are on their way for far less: more is the difference of two clocks. Assumed. */
const CLOCK_MS = 10_000;

/** When the worker last spoke, by our clock where we heard it. */
export function spokeAt({ notice, heardAt }: HeardNotice): number {
	return heardAt ?? notice.at;
}

/** What is wrong at `now` with the workers of the last 24 hours and their broker, by worker and kind. */
export function systemAlarms(
	workers: Iterable<HeardNotice>,
	now: number,
	isBrokerConnected: boolean
): readonly SystemAlarm[] {
	const found: SystemAlarm[] = [];
	for (const heard of workers) {
		if (now - spokeAt(heard) > FORGET_MS) continue;
		const { notice } = heard;
		const alarm = (
			kind: SystemAlarmKind,
			since: number,
			reason: SystemAlarmReason = '',
			count = 0
		): void => {
			const object = notice.worker;
			found.push({
				id: `${kind}:${object}`,
				severity: 'urgent',
				...{ kind, reason, since, object, count }
			});
		};
		const { dropped, droppedAt, droppingSince, sessionsLost, sessionLostAt } = brokerOf(notice);

		if (now - spokeAt(heard) >= SILENT_MS)
			alarm('watchdog', spokeAt(heard), isBrokerConnected ? 'silent' : 'deaf');
		// What it holds was received by its clock, as `at` was said.
		else if (notice.oldest !== null && notice.at - notice.oldest >= SILENT_MS)
			alarm('watchdog', notice.oldest, 'stuck');
		if (droppedAt > 0 && now - droppedAt < DROPS_QUIET_MS)
			alarm('broker_drops', droppingSince, '', dropped);
		if (sessionLostAt > 0 && now - sessionLostAt < DROPS_QUIET_MS)
			alarm('session_lost', sessionLostAt, '', sessionsLost);
		const aheadMs = heard.heardAt === null ? 0 : notice.at - heard.heardAt;
		if (Math.abs(aheadMs) >= CLOCK_MS)
			alarm(
				'clock',
				notice.since,
				aheadMs > 0 ? 'ahead' : 'behind',
				Math.round(Math.abs(aheadMs) / 1000)
			);
	}
	return found;
}

/** The alarms as a wall shows them: keyed by id. */
export function wallAlerts(alarms: readonly SystemAlarm[]): Readonly<Record<string, WallAlert>> {
	return Object.fromEntries(
		alarms.map(({ id, since, ...alarm }) => [id, { ...alarm, since: formatInstant(since) }])
	);
}
