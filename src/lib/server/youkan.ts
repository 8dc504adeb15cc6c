import type { Rate } from '#domain/rate.ts';
import type { Snapshot, View } from '#domain/live-protocol.ts';
import type { Access } from './auth/access.ts';
import type { Sealed } from './auth/sealed.ts';
import type { SignInGate } from './auth/sign-in-gate.ts';
import type { ClickHouse } from './clickhouse/client.ts';
import type { ReplayAsk } from './clickhouse/dead-letters.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Policy } from './policy.ts';
import type { Store } from './store/store.ts';
import type { Replayed } from './telemetry/replay.ts';

/**
 * What exists once in a server process, made by server/main.ts and handed to the pages on each request:
 * the built app carries its own copy of this folder, so a route opens nothing by itself.
 */
export interface Youkan {
	readonly clickhouse: ClickHouse;
	/** What people did and may do. */
	readonly store: Store;
	/** Who asks. */
	readonly access: Access;
	/** Whose turn it is to have a password checked. */
	readonly gate: SignInGate;
	/** References that stand for mail numbers in addresses of those who see them masked. */
	readonly references: Sealed;
	/** Secrets of accounts, as they are stored. */
	readonly secrets: Sealed;
	/** One of our own pages, where a call with a cookie may come from. */
	readonly isPublicOrigin: (origin: string) => boolean;
	/** The public origin is https. */
	readonly isSecure: boolean;
	/** The public origin is this machine's own: a second factor is offered and not demanded. */
	readonly isLocal: boolean;
	readonly clock: Clock;
	readonly log: Log;
	/** Everything received before it is stored; epoch milliseconds. */
	readonly asOf: () => number;
	/** The completeness of a scope in the last 24 hours, two seconds old at the most. */
	readonly completeness: (scope: string) => Promise<Rate>;
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
