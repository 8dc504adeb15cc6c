import type { Insert } from '#server/telemetry/batch.ts';
import { createIdentities } from '../../../ingest/identities.ts';
import {
	createPipeline,
	standardLimits,
	type Incoming,
	type PipelineLimits
} from '../../../ingest/pipeline.ts';
import { createRecorder } from '../../../ingest/recorder.ts';
import { createCalendar, statutoryDays } from '#domain/calendar.ts';
import { deadlineFor, shippedRules } from '#domain/sla.ts';
import { createManualClock, settled } from '../../support/manual-clock.ts';

export const START = Date.UTC(2026, 2, 1);
const calendar = createCalendar(statutoryDays);
export const topic = 'youkan/v1/42/420100/d/scan';
export const scan = (seq: number) => ({
	...{ boot: 'b', seq, at: '2026-03-01T08:00:00+08:00' },
	...{ mailNo: '12345678901', event: 'arrived' }
});

interface Message extends Incoming {
	readonly name: number;
}

/** A pipeline whose commits end when the test says so. */
export function setUp(limits: Partial<PipelineLimits> = {}) {
	const clock = createManualClock(START);
	const commits: {
		readonly at: number;
		readonly inserts: readonly Insert[];
		readonly stored: () => void;
		readonly failed: (error: Error) => void;
	}[] = [];
	const acknowledged: number[][] = [];
	const holds: boolean[] = [];
	const lags: [string, number][] = [];
	let notices = 0;
	const pipeline = createPipeline<Message>(
		{
			clock,
			recorder: createRecorder({
				deadline: (item) => deadlineFor(item, shippedRules, calendar),
				devices: { isRepeated: () => true },
				identities: createIdentities(() => clock.now(), [])
			}),
			commit: (inserts) =>
				new Promise((stored, failed) => {
					commits.push({ at: clock.now() - START, inserts, stored, failed });
				}),
			acknowledge: (messages) => void acknowledged.push(messages.map((m) => m.name)),
			hold: (full) => void holds.push(full),
			committed: () => notices++,
			lag: ({ device }, lagMs) => void lags.push([device, lagMs])
		},
		{ ...standardLimits, retentionDays: 400, ...limits }
	);
	let name = 0;
	function send(payload: unknown, given: Partial<Incoming> = {}): void {
		const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
		const message = { topic, payload: Buffer.from(text), retained: false, ...given };
		pipeline.accept({ ...message, name: ++name });
	}
	/** Ends the commit of a place as stored, and lets what follows from it happen. */
	async function store(place: number): Promise<void> {
		commits[place]?.stored();
		await settled();
	}
	/** What a commit stores beside its counts: the tables, and the lines for each. */
	const lines = (place: number) =>
		commits[place]?.inserts
			.filter(({ batch }) => batch === '')
			.map(({ table, lines: all }) => [table, all.length]);
	return {
		...{ clock, pipeline, send, store, lines, commits, acknowledged, holds, lags },
		notices: () => notices
	};
}
