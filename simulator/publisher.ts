/** Tells the nation to the broker: what was before, then what is, for as long as it runs. */
import { sleep, type Clock } from '#server/clock.ts';
import type { Log } from '#server/log.ts';
import type { Marker } from './marker.ts';
import { pack } from './messages.ts';
import type { Nation } from './nation.ts';
import type { Outbox } from './outbox.ts';
import type { Segment } from './segments.ts';

const TICK_MS = 250;
const SAVE_EVERY_MS = 3000;
/** So much of the time to come is planned for at each save: what was published always lies before its end. */
const PLANNED_AHEAD_MS = 5000;
const REPORT_EVERY_MS = 60_000;
/** About so many events are in memory at a time. */
const WINDOW_EVENTS = 8000;
const STOP_MS = 3000;

export interface Teller {
	/** Ends when `stop` was called. */
	readonly ended: Promise<void>;
	/** Stops telling, waits up to 3 s for what is on its way and writes down how far it came. */
	stop(): Promise<void>;
}

/** Begins to tell from where the marker is. `save` writes the marker; `bootName` gives a new name. */
export function startTelling(
	deps: {
		readonly clock: Clock;
		readonly log: Log;
		readonly outbox: Outbox;
		readonly nation: Nation;
		save(marker: Marker): Promise<void>;
		bootName(): string;
	},
	start: Marker
): Teller {
	const { clock, log, outbox, nation } = deps;
	let { toldUntil, plannedUntil, boot } = start;
	const seqs = new Map(Object.entries(start.seqs));
	let savedAt = -Infinity;
	let isStopping = false;
	/** False while the messages of a window are only partly on their way. */
	let isBetweenWindows = true;
	const since = { events: 0, messages: 0 };

	async function save(ahead: number): Promise<void> {
		plannedUntil = Math.max(plannedUntil, boot.until ?? toldUntil + ahead);
		await deps.save({
			...start,
			toldUntil,
			plannedUntil,
			boot,
			seqs: Object.fromEntries(seqs)
		});
		savedAt = clock.now();
	}

	/** Everything told so far is acknowledged, then written down. */
	async function checkpoint(): Promise<void> {
		while (!isStopping && !(await outbox.drained(TICK_MS)));
		if (isStopping) return;
		if (boot.until !== null && toldUntil >= boot.until) {
			log.info({ until: new Date(toldUntil).toISOString() }, 'the past is told, going on live');
			boot = { name: deps.bootName(), at: toldUntil, until: null };
			seqs.clear();
		}
		try {
			await save(PLANNED_AHEAD_MS);
		} catch (error) {
			log.error({ err: error }, 'cannot write how far it came, waiting');
			await sleep(clock, SAVE_EVERY_MS);
		}
	}

	async function tell(to: number): Promise<void> {
		const messages = pack(nation.events(toldUntil, to, boot.at), boot.name, seqs);
		isBetweenWindows = false;
		for (const { topic, payload, events } of messages) {
			if (!(await outbox.send(topic, payload))) return;
			since.events += events;
			since.messages++;
		}
		toldUntil = to;
		isBetweenWindows = true;
	}

	function report(): void {
		const lagMs = clock.now() - toldUntil;
		log.info({ ...since, lagMs, onItsWay: outbox.onItsWay }, 'published in the last minute');
		Object.assign(since, { events: 0, messages: 0 });
		cancelReport = clock.after(REPORT_EVERY_MS, report);
	}
	let cancelReport = clock.after(REPORT_EVERY_MS, report);

	async function run(): Promise<void> {
		while (!isStopping) {
			const now = clock.now();
			const end = Math.min(plannedUntil, now);
			if (toldUntil >= plannedUntil || now - savedAt >= SAVE_EVERY_MS) await checkpoint();
			else if (end - toldUntil >= TICK_MS || (end === plannedUntil && end > toldUntil))
				await tell(Math.min(end, toldUntil + windowMs(start.segments, toldUntil)));
			else await sleep(clock, Math.min(TICK_MS, TICK_MS - (end - toldUntil)));
		}
	}

	const ended = run();
	return {
		ended,
		async stop() {
			isStopping = true;
			cancelReport();
			outbox.stop();
			await ended;
			const isAcknowledged = await outbox.drained(STOP_MS);
			// Otherwise the last marker holds: what came after it is told again under the same identities.
			if (!isBetweenWindows || !isAcknowledged) return;
			plannedUntil = boot.until ?? toldUntil;
			await save(0);
		}
	};
}

/** So long a window holds about WINDOW_EVENTS, at the highest rate that items of then or before live at. */
function windowMs(segments: readonly Segment[], time: number): number {
	const rates = segments.filter((segment) => segment.from <= time).map((segment) => segment.rate);
	return Math.max(TICK_MS, Math.floor((1000 * WINDOW_EVENTS) / Math.max(...rates, 0.01)));
}
