/** The typed protocol of the Socket.IO namespace `/live`. Types bind friends only: the gateway parses what clients send. */
import type { JsonObject } from './merge-patch.ts';

/** The views that can be subscribed to. */
export const views = ['wall', 'ranking', 'lines', 'ledger'] as const;
export type View = (typeof views)[number];

export interface Subscribe {
	readonly view: View;
	/** `cn`, a province (2 digits), a city (4), a county (6) or a site. */
	readonly scope: string;
	readonly project?: string;
}

/** The whole state of a channel at `seq`; the frame after it carries `seq + 1`. */
export interface Snapshot {
	readonly channel: string;
	readonly seq: number;
	readonly asOf: string;
	/** When the server said so: with `asOf` it tells the age of the data whatever the screen's own clock says. */
	readonly sentAt: string;
	readonly state: JsonObject;
}

export interface Frame {
	readonly channel: string;
	readonly seq: number;
	readonly asOf: string;
	readonly sentAt: string;
	/** RFC 7396; empty when nothing changed. */
	readonly patch: JsonObject;
}

export interface LiveFault {
	readonly error: { readonly code: string; readonly message: string };
}

type Reply<T> = (answer: T | LiveFault) => void;

export interface ClientToServer {
	subscribe: (ask: Subscribe, reply: Reply<Snapshot>) => void;
	resync: (ask: { readonly channel: string }, reply: Reply<Snapshot>) => void;
	unsubscribe: (ask: { readonly channel: string }, reply: Reply<Record<string, never>>) => void;
}

export interface ServerToClient {
	frame: (frame: Frame) => void;
}
