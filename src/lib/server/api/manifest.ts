import { maySeeItems, maySeeRows, type Caller } from '../auth/caller.ts';
import { manifestEvents, type ManifestAsk } from '../clickhouse/manifest.ts';
import { ApiFault, badRequest } from './fault.ts';
import { pageOf } from './page.ts';
import { choiceOf, scopeOf } from './parameters.ts';

/** What a call of `batches/{batch}` asks for; `standing`, the asOf of the moment, is epoch ms. */
export function manifestAsk(
	batch: string,
	query: URLSearchParams,
	caller: Caller,
	standing: number
): ManifestAsk {
	const scope = scopeOf(query, caller);
	if (!maySeeRows(caller, scope)) throw new ApiFault(404, 'not_found', 'no such scope', 'scope');
	if (!maySeeItems(caller)) throw new ApiFault(403, 'forbidden', 'items are not for walls');
	if (batch === '' || batch.length > 64) throw badRequest('batch', batch, '1 to 64 characters');
	const event = choiceOf(query, 'event', manifestEvents);
	return { batch, scope, event, ...pageOf(query, standing) };
}
