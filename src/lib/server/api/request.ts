import type { RequestEvent } from '@sveltejs/kit';
import type { Caller } from '../auth/caller.ts';
import { failureOf } from '../clickhouse/client.ts';
import type { Youkan } from '../youkan.ts';
import { ApiFault, faultResponse } from './fault.ts';

/** A call of the API with what its answer is made of. */
export interface Call {
	readonly query: URLSearchParams;
	/** What stands in the address for the names of the route. */
	readonly params: Readonly<Partial<Record<string, string>>>;
	readonly caller: Caller;
	readonly youkan: Youkan;
}

/**
 * A request handler that answers with the JSON of what `answer` gives. An ApiFault becomes its answer, and a
 * store that does not answer 503: nothing but the reason reaches the caller.
 */
export function answering(answer: (call: Call) => unknown) {
	return async ({ locals, url, params, route }: RequestEvent): Promise<Response> => {
		const { youkan, caller } = locals;
		try {
			if (!caller) throw new ApiFault(401, 'unauthorized', 'a bearer token is needed');
			return Response.json(await answer({ query: url.searchParams, params, caller, youkan }));
		} catch (error) {
			if (error instanceof ApiFault) return faultResponse(error);
			youkan.log.error({ err: error, route: route.id }, 'an API call failed');
			return faultResponse(
				failureOf(error) === 'system'
					? new ApiFault(503, 'unavailable', 'ClickHouse does not answer; try again', undefined)
					: new ApiFault(500, 'failed', 'the call failed', undefined)
			);
		}
	};
}
