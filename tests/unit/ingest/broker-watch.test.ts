import { describe, expect, it } from 'vitest';
import { commitTopic, noBrokerFigures, type BrokerFigures } from '#domain/commit-notice.ts';
import {
	afterCounter,
	createBrokerWatch,
	resumed,
	watchedFilters
} from '../../../ingest/broker-watch.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const NOW = 10_000_000;
const MINUTE = 60_000;
const DROPPED = '$SYS/broker/publish/messages/dropped';

/** The figures after the counter was heard to be each of `counts`, a second apart from `NOW` on. */
function heard(counts: readonly number[], before: BrokerFigures = noBrokerFigures): BrokerFigures {
	return counts.reduce((f, count, i) => afterCounter(f, DROPPED, count, NOW + i * 1000), before);
}

describe('afterCounter', () => {
	it.each([
		['first heard: only where it stands', [70], 0, 0, 0],
		['not grown', [70, 70], 0, 0, 0],
		['grown', [70, 75], 5, NOW + 1000, NOW + 1000],
		['grown twice', [70, 75, 76], 6, NOW + 1000, NOW + 2000],
		['of a broker that began again', [70, 3], 3, NOW + 1000, NOW + 1000],
		['of a broker that began again, at 0', [70, 0, 2], 2, NOW + 2000, NOW + 2000]
	])('%s', (_name, counts, dropped, droppingSince, droppedAt) => {
		expect(heard(counts)).toMatchObject({ dropped, droppingSince, droppedAt });
	});

	it('is a new spell after ten quiet minutes', () => {
		const before = heard([0, 1]);
		const soon = afterCounter(before, DROPPED, 2, before.droppedAt + 10 * MINUTE - 1);
		expect(soon.droppingSince).toBe(before.droppingSince);
		const late = afterCounter(before, DROPPED, 2, before.droppedAt + 10 * MINUTE);
		expect(late.droppingSince).toBe(before.droppedAt + 10 * MINUTE);
	});

	it('keeps the counters of several nodes apart', () => {
		const one = '$SYS/brokers/a@h/metrics/delivery/dropped/queue_full';
		const two = '$SYS/brokers/b@h/metrics/delivery/dropped/queue_full';
		const figures = [
			[one, 5],
			[two, 900],
			[one, 6],
			[two, 902]
		] as const;
		const after = figures.reduce((f, [t, n]) => afterCounter(f, t, n, NOW), noBrokerFigures);
		expect(after).toMatchObject({ dropped: 3, counters: { [one]: 6, [two]: 902 } });
	});
});

describe('resumed', () => {
	it('counts what was dropped while the worker was away', () => {
		const earlier = { ...heard([0, 4]), sessionsLost: 1, sessionLostAt: 7 };
		const seen = { ...heard([40, 41]), window: 2000 };
		const after = resumed(earlier, seen, NOW + MINUTE);
		expect(after).toMatchObject({ dropped: 41, droppedAt: NOW + MINUTE, window: 2000 });
		expect(after).toMatchObject({ sessionsLost: 1, sessionLostAt: 7, counters: { [DROPPED]: 41 } });
	});
});

function start() {
	const clock = createManualClock(NOW);
	const said: [level: string, message: string][] = [];
	const log = {
		warn: (_fields: object, message: string) => void said.push(['warn', message]),
		error: (_fields: object, message: string) => void said.push(['error', message])
	};
	const watch = createBrokerWatch({ clock, log }, { worker: 'w', since: NOW });
	const connect = (sessionPresent: boolean, window: number | undefined = 2000) =>
		watch.connected({ sessionPresent, protocol: 5, window });
	const system = (topic: string, payload: string) => watch.system(topic, Buffer.from(payload));
	return { watch, said, connect, system };
}

/** What worker `w` said when it began at `since`. */
const notice = (since: number, broker?: object) =>
	JSON.stringify({
		...{ worker: 'w', at: since, oldest: null, filters: [], since },
		held: { messages: 0, objects: 0, bytes: 0 },
		totals: Object.fromEntries(
			['messages', 'received', 'stored', 'refused', 'duplicates', 'retries', 'commits'].map(
				(name) => [name, 0]
			)
		),
		...(broker && { broker })
	});

describe('a broker watch', () => {
	it('counts a session that was lost, not the first one', () => {
		const { watch, connect, said } = start();
		connect(false);
		expect(watch.figures()).toMatchObject({ sessionsLost: 0, sessionLostAt: 0 });
		connect(true);
		expect(said).toEqual([]);
		connect(false);
		expect(watch.figures()).toMatchObject({ sessionsLost: 1, sessionLostAt: NOW });
		expect(said.map(([level]) => level)).toEqual(['error']);
	});

	it('counts the session of a worker that was here before, once', () => {
		const { watch, connect, system } = start();
		connect(false);
		system(commitTopic('w'), notice(NOW));
		expect(watch.figures().sessionsLost).toBe(0);
		system(commitTopic('w'), notice(NOW - MINUTE, { sessionsLost: 2 }));
		system(commitTopic('w'), notice(NOW - MINUTE, { sessionsLost: 2 }));
		expect(watch.figures().sessionsLost).toBe(3);
	});

	it('misses no session where there is one', () => {
		const { watch, connect, system } = start();
		connect(true);
		system(commitTopic('w'), notice(NOW - MINUTE));
		expect(watch.figures().sessionsLost).toBe(0);
	});

	it('goes on from what it said before, whichever comes first', () => {
		for (const order of [
			[0, 1],
			[1, 0]
		]) {
			const { watch, system, said } = start();
			const steps = [
				() => system(DROPPED, '12'),
				() => system(commitTopic('w'), notice(NOW - 1, { dropped: 3, counters: { [DROPPED]: 10 } }))
			];
			for (const step of order) steps.at(step)?.();
			expect(watch.figures()).toMatchObject({ dropped: 5, droppedAt: NOW });
			system(DROPPED, '13');
			expect(watch.figures().dropped).toBe(6);
			expect(said.at(-1)?.[0]).toBe('error');
		}
	});

	it.each(['x', '-1', '1.5', '1e99'])('makes nothing of a counter %s', (payload) => {
		const { watch, system } = start();
		system(DROPPED, '5');
		system(DROPPED, payload);
		expect(watch.figures()).toMatchObject({ dropped: 0, counters: { [DROPPED]: 5 } });
	});

	it.each([
		['MQTT 3.1.1', undefined, 0, 1],
		['20', 20, 20, 1],
		['999', 999, 999, 1],
		['1000', 1000, 1000, 0]
	])('warns once of a small window: %s', (_name, window, known, warnings) => {
		const { watch, connect, said } = start();
		watch.connected({ sessionPresent: true, protocol: 5, window });
		watch.connected({ sessionPresent: true, protocol: 5, window });
		connect(true);
		expect(said.filter(([level]) => level === 'warn')).toHaveLength(warnings);
		connect(true, 2000);
		expect(watch.figures().window).toBe(2000);
		expect(known).toBe(window ?? 0);
	});

	it('hears the counters of both brokers, and itself', () => {
		expect(watchedFilters('w')).toEqual([
			DROPPED,
			'$SYS/brokers/+/metrics/delivery/dropped/queue_full',
			'youkan/sys/commit/w'
		]);
	});
});
