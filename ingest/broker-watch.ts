/** What the broker does to us unseen: it drops messages, forgets our session, lets only few be on their way. */
import {
	brokerOf,
	commitTopic,
	noBrokerFigures,
	parseCommitNotice,
	type BrokerFigures
} from '#domain/commit-notice.ts';
import { DROPS_QUIET_MS } from '#domain/system-alarms.ts';
import type { Clock } from '#server/clock.ts';
import type { Log } from '#server/log.ts';
import type { ConnectionFacts } from '#server/mqtt.ts';

/** The counters of dropped messages: Mosquitto's, and EMQX's of each node. */
const counterFilters = [
	'$SYS/broker/publish/messages/dropped',
	'$SYS/brokers/+/metrics/delivery/dropped/queue_full'
];
/** A window below this holds ingest back: a commit takes up to a quarter of a second. */
const SMALL_WINDOW = 1_000;

/** What to hear beside telemetry: the broker's counters, and what this worker said of them before it restarted. */
export function watchedFilters(worker: string): readonly string[] {
	return [...counterFilters, commitTopic(worker)];
}

/**
 * The figures after the broker's counter `topic` was heard to be `count`. The first hearing only tells where
 * it stands; a counter that fell is that of a restarted broker, and began at 0.
 */
export function afterCounter(
	before: BrokerFigures,
	topic: string,
	count: number,
	now: number
): BrokerFigures {
	const last = before.counters[topic];
	const counters = { ...before.counters, [topic]: count };
	const grown = last === undefined ? 0 : count < last ? count : count - last;
	if (grown === 0) return { ...before, counters };
	const isGoingOn = now - before.droppedAt < DROPS_QUIET_MS;
	return {
		...before,
		counters,
		dropped: before.dropped + grown,
		droppingSince: isGoingOn ? before.droppingSince : now,
		droppedAt: now
	};
}

/** The figures after the broker forgot the session that the worker had. */
function afterSessionLoss(before: BrokerFigures, now: number): BrokerFigures {
	return { ...before, sessionsLost: before.sessionsLost + 1, sessionLostAt: now };
}

/** The figures of a worker that goes on from what it said before its restart, with what it has `seen` since. */
export function resumed(earlier: BrokerFigures, seen: BrokerFigures, now: number): BrokerFigures {
	const base: BrokerFigures = {
		...earlier,
		window: seen.window,
		sessionsLost: earlier.sessionsLost + seen.sessionsLost,
		sessionLostAt: seen.sessionLostAt || earlier.sessionLostAt
	};
	// What was dropped while nobody looked is in the counters, and so is what was seen since.
	return Object.entries(seen.counters).reduce(
		(figures, [topic, count]) => afterCounter(figures, topic, count, now),
		base
	);
}

/** Keeps the figures of one worker that started at `since`, and says once what an operator should know. */
export function createBrokerWatch(
	deps: { readonly clock: Clock; readonly log: Pick<Log, 'warn' | 'error'> },
	{ worker, since }: { readonly worker: string; readonly since: number }
) {
	let figures = noBrokerFigures;
	let hadSession = false;
	let isNew = false;
	let isResumed = false;
	let isWarned = false;

	function loseSession(): void {
		figures = afterSessionLoss(figures, deps.clock.now());
		deps.log.error(
			{ worker, sessionsLost: figures.sessionsLost },
			'the broker lost our session and what it kept in it: check its persistence; devices that still have their messages should send them again'
		);
	}

	function checkWindow({ protocol, window }: ConnectionFacts): void {
		figures = { ...figures, window: window ?? 0 };
		if (isWarned || (window !== undefined && window >= SMALL_WINDOW)) return;
		isWarned = true;
		deps.log.warn(
			{ protocol, window, recommended: SMALL_WINDOW },
			'the broker lets few messages be unacknowledged, which limits the rate: raise its in-flight window (MQTT 3.1.1 cannot tell us what it is)'
		);
	}

	function heardSelf(payload: Buffer): void {
		const notice = parseCommitNotice(payload.toString());
		if (isResumed || !notice || notice.since === since) return;
		isResumed = true;
		figures = resumed(brokerOf(notice), figures, deps.clock.now());
		// This worker was here before, and yet the broker knew no session of it.
		if (isNew) loseSession();
	}

	function heardCounter(topic: string, payload: Buffer): void {
		const count = Number(payload.toString());
		if (!Number.isSafeInteger(count) || count < 0) return;
		const before = figures.dropped;
		figures = afterCounter(figures, topic, count, deps.clock.now());
		if (figures.dropped > before)
			deps.log.error(
				{ worker, dropped: figures.dropped - before, topic },
				'the broker dropped messages: raise its queue limits, or find out why ingest is slow or away'
			);
	}

	return {
		/** To be told of each connection. */
		connected(facts: ConnectionFacts): void {
			checkWindow(facts);
			if (!facts.sessionPresent && hadSession) loseSession();
			else isNew = !facts.sessionPresent;
			hadSession = true;
		},
		/** To be told of each message of `watchedFilters`. */
		system(topic: string, payload: Buffer): void {
			if (topic === commitTopic(worker)) heardSelf(payload);
			else heardCounter(topic, payload);
		},
		figures: (): BrokerFigures => figures
	};
}
