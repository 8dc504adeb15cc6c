/** How far the clocks of devices are off, by their last messages. */

/** What is known of a device's clock; `skewMs` is the least of receipt − own time: negative is ahead. */
export interface DeviceSkew {
	readonly site: string;
	readonly device: string;
	readonly skewMs: number;
	readonly flagged: boolean;
	/** Of a flagged device since when it is, else when this was found; epoch milliseconds. */
	readonly since: number;
}

/** A clock that is more than two minutes ahead is flagged. */
const AHEAD_MS = 120_000;
/** Messages of half a window: the least is that of the last 50 to 100. */
const HALF = 50;
/** A change of less is not told: it is the time on the way. */
const CHANGE_MS = 1_000;
/** Devices that are known at most; some 150 bytes each. */
const MAX_DEVICES = 200_000;
/** How many flagged devices are passed over to find one that may be forgotten. */
const MAX_PASSED = 16;

interface Entry {
	readonly site: string;
	readonly device: string;
	/** The least of the half before, and of the one that fills. */
	older: number;
	newer: number;
	count: number;
	flagged: boolean;
	since: number;
	/** What was told last. */
	told: number | undefined;
}

export interface Skews {
	/** Books a message: `lagMs` is its receipt − the device's own time, of several objects the least. */
	note(site: string, device: string, lagMs: number, now: number): void;
	/** The devices whose clocks are ahead. */
	flagged(): readonly DeviceSkew[];
	/** What has changed since the last call, the newest of each device. */
	drain(): readonly DeviceSkew[];
	/** Gives back what could not be written: it is drained again, unless there is something newer. */
	restore(changes: readonly DeviceSkew[]): void;
}

/**
 * Goes on from the devices that are `stored` as flagged: each is so until a hundred messages say otherwise.
 * Beyond `maxDevices` the one known longest is forgotten, flagged ones last.
 */
export function createSkews(stored: readonly DeviceSkew[] = [], maxDevices = MAX_DEVICES): Skews {
	const entries = new Map<string, Entry>();
	const changes = new Map<string, DeviceSkew>();

	for (const { site, device, skewMs, flagged, since } of stored)
		entries.set(`${site} ${device}`, {
			...{ site, device, flagged, since, older: Infinity, newer: skewMs, count: 0, told: skewMs }
		});

	function entryOf(site: string, device: string): Entry {
		const key = `${site} ${device}`;
		const known = entries.get(key);
		if (known) return known;
		if (entries.size >= maxDevices) forgetOne();
		const entry: Entry = {
			...{ site, device, older: Infinity, newer: Infinity, count: 0 },
			...{ flagged: false, since: 0, told: undefined }
		};
		entries.set(key, entry);
		return entry;
	}

	function forgetOne(): void {
		let passed = 0;
		for (const [key, entry] of entries) {
			entries.delete(key);
			if (!entry.flagged || ++passed > MAX_PASSED) return;
			entries.set(key, entry);
		}
	}

	function tell(entry: Entry, skewMs: number, now: number): void {
		entry.told = skewMs;
		const change = skewOf(entry);
		changes.set(
			`${entry.site} ${entry.device}`,
			entry.flagged ? change : { ...change, since: now }
		);
	}

	return {
		note(site, device, lagMs, now) {
			const entry = entryOf(site, device);
			if (lagMs < entry.newer) entry.newer = lagMs;
			const skewMs = Math.min(entry.older, entry.newer);
			const isAhead = skewMs < -AHEAD_MS;
			if (isAhead !== entry.flagged) {
				entry.flagged = isAhead;
				entry.since = now;
				tell(entry, skewMs, now);
			}
			if (++entry.count < HALF) return;
			if (entry.told === undefined || Math.abs(skewMs - entry.told) >= CHANGE_MS)
				tell(entry, skewMs, now);
			entry.older = entry.newer;
			entry.newer = Infinity;
			entry.count = 0;
		},
		flagged: () => [...entries.values()].filter((entry) => entry.flagged).map(skewOf),
		drain() {
			const drained = [...changes.values()];
			changes.clear();
			return drained;
		},
		restore(given) {
			for (const change of given) {
				const key = `${change.site} ${change.device}`;
				if (!changes.has(key)) changes.set(key, change);
			}
		}
	};
}

function skewOf({ site, device, older, newer, flagged, since, told }: Entry): DeviceSkew {
	const least = Math.min(older, newer);
	return { site, device, skewMs: least === Infinity ? (told ?? 0) : least, flagged, since };
}
