import { DAY_MS, HOUR_MS, floorTo, formatInstant } from '#domain/time.ts';
import { maySeeLedger, maySeeRows, type Caller } from '../auth/caller.ts';
import type { LedgerAsk, LedgerRow } from '../clickhouse/ledger.ts';
import { ApiFault } from './fault.ts';
import { pageOf } from './page.ts';
import { deviceOf, instantOf, scopeOf, siteOf } from './parameters.ts';

/**
 * What a call of `ledger` asks for: whole hours, by default those that the 24 hours up to its asOf touch; 404
 * for a scope, 403 for a wall.
 */
export function ledgerAsk(query: URLSearchParams, caller: Caller, standing: number): LedgerAsk {
	const scope = scopeOf(query, caller);
	if (!maySeeRows(caller, scope)) throw new ApiFault(404, 'not_found', 'no such scope', 'scope');
	if (!maySeeLedger(caller)) throw new ApiFault(403, 'forbidden', 'the ledger is not for walls');
	const page = pageOf(query, standing);
	const end = instantOf(query, 'to');
	const start = instantOf(query, 'from') ?? (end ?? page.asOf) - DAY_MS;
	if ((end ?? Infinity) < start) throw new ApiFault(400, 'bad_request', 'to: before from', 'to');
	return {
		...page,
		scope,
		from: floorTo(start, HOUR_MS),
		to: end === undefined ? floorTo(page.asOf, HOUR_MS) + HOUR_MS : floorTo(end, HOUR_MS),
		site: siteOf(query),
		device: deviceOf(query)
	};
}

/** A row of the ledger as the API and the live view tell it. */
export function ledgerAnswer({ hour, ...row }: LedgerRow) {
	return { ...row, hour: formatInstant(hour) };
}
