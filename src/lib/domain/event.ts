/** The telemetry vocabulary: what a device can say, after it was checked. Times are epoch milliseconds. */

export const streams = ['scan', 'line', 'vehicle', 'station', 'order', 'status'] as const;
export type Stream = (typeof streams)[number];

export const scanEvents = [
	'ordered',
	'accepted',
	'printed',
	'encapsulated',
	'verified',
	'sorted',
	'departed',
	'arrived',
	'out_for_delivery',
	'attempted',
	'ready_for_pickup',
	'delivered',
	'returned',
	'recalled',
	'plate_made',
	'plate_fitted'
] as const;
export type ScanEventName = (typeof scanEvents)[number];

export const attemptReasons = [
	'absent',
	'refused',
	'bad_address',
	'unreachable',
	'no_id',
	'proxy_refused',
	'damaged',
	'weather',
	'other'
] as const;
export const payers = ['person', 'government'] as const;
export const priorities = ['normal', 'key', 'exam'] as const;
export const signatories = ['recipient', 'proxy', 'station', 'code'] as const;
export const carrierKinds = ['postman', 'van', 'unmanned', 'station', 'partner'] as const;
export const lineKinds = [
	'encapsulation',
	'sorter',
	'agv',
	'double_deck',
	'small_item',
	'swing_wheel'
] as const;
export const vehiclePhases = [
	'gate_in',
	'dock_on',
	'dock_off',
	'gate_out',
	'departed',
	'position',
	'arrived'
] as const;
export const stationKinds = ['station', 'sender', 'kiosk', 'outlet', 'office'] as const;
export const stationEvents = [
	'placed',
	'heartbeat',
	'door_opened',
	'shelf',
	'session',
	'round_started',
	'round_stop',
	'round_completed',
	'meeting_held',
	'issued'
] as const;
export const orderEvents = ['created', 'pushed', 'failed', 'paid'] as const;

/** Where a message comes from: the levels of its topic. */
export interface Source {
	readonly province: string;
	readonly site: string;
	readonly device: string;
	readonly stream: Stream;
}

/** What every counted object carries. (site, device, stream, boot, seq) is the identity of an event. */
export interface Stamp {
	readonly boot: string;
	readonly seq: number;
	/** When it happened, by the device's clock. */
	readonly at: number;
	/** 10 minutes to 24 hours ahead of the receipt: stored, but its time is the first receipt. */
	readonly clockSuspect: boolean;
}

export interface Scan extends Stamp {
	readonly mailNo: string;
	readonly event: ScanEventName;
	readonly project?: string;
	readonly dest?: string;
	readonly product?: string;
	readonly wave?: string;
	readonly customer?: string;
	readonly payer?: (typeof payers)[number];
	readonly priority?: (typeof priorities)[number];
	/** Fen. */
	readonly fee?: number;
	readonly documents?: number;
	readonly channel?: string;
	readonly partner?: string;
	readonly reason?: (typeof attemptReasons)[number];
	readonly signedBy?: (typeof signatories)[number];
	readonly idVerified?: boolean;
	readonly ok?: boolean;
	readonly chute?: string;
	/** Fraction of a loop travelled on the sorter, 0-4. */
	readonly loop?: number;
	readonly carrier?: { readonly kind: (typeof carrierKinds)[number]; readonly id?: string };
	readonly line?: string;
	readonly batch?: string;
	/** The event of the same device that this one corrects: it leaves the item's fold and stays visible. */
	readonly corrects?: { readonly boot: string; readonly seq: number };
}

export interface LineReport extends Stamp {
	readonly state: PackmlState;
	readonly total?: number;
	readonly rejected?: number;
	readonly byType?: Readonly<Record<string, number>>;
	readonly ratedPerHour?: number;
	readonly plannedSeconds?: number;
	readonly fault?: string;
	readonly kind?: (typeof lineKinds)[number];
}

export interface VehicleReport extends Stamp {
	readonly phase: (typeof vehiclePhases)[number];
	readonly plate?: string;
	readonly priority?: boolean;
	readonly route?: string;
	readonly planned?: number;
	/** WGS-84 degrees. */
	readonly lat?: number;
	readonly lon?: number;
	readonly load?: number;
}

export interface StationReport extends Stamp {
	readonly kind: (typeof stationKinds)[number];
	readonly event: (typeof stationEvents)[number];
	readonly count?: number;
	readonly ok?: boolean;
	readonly slot?: string;
	readonly project?: string;
	readonly scene?: string;
}

export interface OrderReport extends Stamp {
	readonly channel: string;
	readonly event: (typeof orderEvents)[number];
	readonly count?: number;
	readonly project?: string;
	readonly lagSeconds?: number;
}

/** A device's birth or last will. It is not counted, so it needs no stamp; `last` names the last seq of a boot. */
export interface StatusReport {
	readonly online: boolean;
	readonly at: number;
	readonly boot?: string;
	readonly last?: Readonly<Partial<Record<Stream, number>>>;
}

export const packmlStates = [
	'Clearing',
	'Stopped',
	'Starting',
	'Idle',
	'Suspended',
	'Execute',
	'Stopping',
	'Aborting',
	'Aborted',
	'Holding',
	'Held',
	'Unholding',
	'Suspending',
	'Unsuspending',
	'Resetting',
	'Completing',
	'Complete'
] as const;
/** The 17 states of PackML (ANSI/ISA-TR88.00.02). */
export type PackmlState = (typeof packmlStates)[number];

/** One checked object of a message, with the stream that says how to read it. */
export type Telemetry =
	| { readonly stream: 'scan'; readonly value: Scan }
	| { readonly stream: 'line'; readonly value: LineReport }
	| { readonly stream: 'vehicle'; readonly value: VehicleReport }
	| { readonly stream: 'station'; readonly value: StationReport }
	| { readonly stream: 'order'; readonly value: OrderReport }
	| { readonly stream: 'status'; readonly value: StatusReport };

/** Why an object or a message was not accepted; `field:` is followed by the dotted name of the field. */
export type Reason =
	'topic' | 'too_large' | 'not_json' | 'too_many' | 'clock' | 'identity' | `field:${string}`;

/** An object or message that was not accepted: kept in `dead_letter`, never silently lost. */
export interface Refusal {
	/** Place in the array; 0 for a single object or a whole message. */
	readonly index: number;
	readonly reason: Reason;
	/** What was wrong, what was given (cut to 64 characters), what is accepted. */
	readonly detail: string;
	/** '' and 0 where they could not be read. */
	readonly boot: string;
	readonly seq: number;
	/** `at` where it could be read: the hour that the ledger books the refusal to. */
	readonly at?: number;
	/** The one refused object as JSON; undefined where the whole message was refused. */
	readonly object?: string;
}

/** What a message says: the objects that were accepted and those that were not. */
export interface Packet {
	/** Null when the topic itself could not be read. */
	readonly source: Source | null;
	readonly accepted: readonly { readonly index: number; readonly telemetry: Telemetry }[];
	readonly refused: readonly Refusal[];
}
