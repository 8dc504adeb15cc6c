import { formatInstant } from '#domain/time.ts';
import { maySeeLedger, maySeeRows, type Caller } from '../auth/caller.ts';
import type { Device, DevicesAsk } from '../clickhouse/device-clocks.ts';
import { ApiFault } from './fault.ts';
import { pageOf } from './page.ts';
import { choiceOf, scopeOf } from './parameters.ts';

/** What a call of `devices` asks for; 404 for a scope, 403 for a wall. */
export function devicesAsk(query: URLSearchParams, caller: Caller, standing: number): DevicesAsk {
	const scope = scopeOf(query, caller);
	if (!maySeeRows(caller, scope)) throw new ApiFault(404, 'not_found', 'no such scope', 'scope');
	if (!maySeeLedger(caller)) throw new ApiFault(403, 'forbidden', 'devices are not for your role');
	const flagged = choiceOf(query, 'clockFlagged', ['true', 'false']);
	return {
		...pageOf(query, standing),
		scope,
		clockFlagged: flagged === undefined ? undefined : flagged === 'true'
	};
}

/** A device as the API tells it; what is not known is null. */
export function deviceAnswer({ site, device, online, since, skewMs, clockFlagged }: Device) {
	return {
		...{ site, device, online },
		since: since === null ? null : formatInstant(since),
		skewSeconds: skewMs === null ? null : skewMs / 1000,
		clockFlagged
	};
}
