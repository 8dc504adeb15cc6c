import type { Snapshot, View } from '#domain/live-protocol.ts';
import type { Tokens } from './auth/tokens.ts';
import type { ClickHouse } from './clickhouse/client.ts';
import type { ReplayAsk } from './clickhouse/dead-letters.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Policy } from './policy.ts';
import type { Replayed } from './telemetry/replay.ts';

/**
 * What exists once in a server process, made by server/main.ts and handed to the pages on each request:
 * the built app carries its own copy of this folder, so a route opens nothing by itself.
 */
export interface Youkan {
	readonly clickhouse: ClickHouse;
	readonly tokens: Tokens;
	readonly clock: Clock;
	readonly log: Log;
	/** Everything received before it is stored; epoch milliseconds. */
	readonly asOf: () => number;
	/** The live state of a view as of now; rejects when it cannot be read. */
	readonly glance: (view: View, scope: string) => Promise<Snapshot>;
	/** By what deadlines are decided. */
	readonly policy: Policy;
	/** How far the open items have been decided again after the last change of it. */
	readonly recomputation: () => Promise<Readonly<Record<string, unknown>>>;
	/** Tries dead letters again by the rules of today. */
	readonly replay: (ask: ReplayAsk) => Promise<Replayed>;
	/** The customer's name, for the head of every screen. */
	readonly org: string;
	/** True when a simulated nation publishes: every screen says 演示数据. */
	readonly isDemo: boolean;
}
