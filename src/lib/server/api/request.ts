import type { RequestEvent } from '@sveltejs/kit';
import type { Credential } from '../auth/access.ts';
import type { Caller } from '../auth/caller.ts';
import { failureOf } from '../clickhouse/client.ts';
import type { Youkan } from '../youkan.ts';
import { ApiFault, faultResponse } from './fault.ts';
import { asSeenBy, openCursor } from './privacy.ts';

/** A call of the API with what its answer is made of. */
export interface Call {
	readonly query: URLSearchParams;
	/** What stands in the address for the names of the route. */
	readonly params: Readonly<Partial<Record<string, string>>>;
	readonly caller: Caller;
	/** Of a signed-in browser; null for a bearer token. */
	readonly session: Credential['session'] | null;
	/** What the browser calls itself. */
	readonly agent: string;
	readonly youkan: Youkan;
	/** The JSON of the body: 415 for another type, 413 above `MAX_BODY_BYTES`, 400 for what is no JSON. */
	readonly body: () => Promise<unknown>;
	/** The bytes of the body, whatever its type: 413 above `MAX_BODY_BYTES`. */
	readonly bytes: () => Promise<Uint8Array>;
}

/** The largest body that a call may have. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * A request handler that answers with the JSON of what `answer` gives, or with the response that it gives. An ApiFault becomes its answer, and a
 * store that does not answer 503: nothing but the reason reaches the caller.
 */
export function answering(answer: (call: Call) => unknown) {
	return ({ locals, url, params, route, request }: RequestEvent): Promise<Response> =>
		orFault(locals.youkan, route.id, async () => {
			const { youkan, caller, session } = locals;
			if (!caller) throw new ApiFault(401, 'unauthorized', 'a bearer token is needed');
			const call = {
				query: openCursor(url.searchParams, caller, youkan.references),
				...{ params, caller, session, youkan },
				agent: request.headers.get('user-agent') ?? '',
				body: () => bodyOf(request),
				bytes: () => bytesOf(request.body)
			};
			const answered = await answer(call);
			return answered instanceof Response
				? answered
				: Response.json(asSeenBy(answered, caller, youkan.references));
		});
}

/** What `work` answers; an ApiFault becomes its answer, and anything else tells nothing of the inside. */
export async function orFault(
	{ log }: Pick<Youkan, 'log'>,
	route: string | null,
	work: () => Promise<Response>
): Promise<Response> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof ApiFault) return faultResponse(error);
		log.error({ err: error, route }, 'an API call failed');
		return faultResponse(
			failureOf(error) === 'system'
				? new ApiFault(503, 'unavailable', 'a store does not answer; try again')
				: new ApiFault(500, 'failed', 'the call failed')
		);
	}
}

/** The JSON of a body: 415 for another type, 413 when it is too long, 400 for what is no JSON. */
export async function bodyOf(request: Request): Promise<unknown> {
	const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
	if (type !== 'application/json')
		throw new ApiFault(
			415,
			'unsupported_media_type',
			`content-type: given ${JSON.stringify(type)}; accepted: application/json`
		);
	const bytes = await bytesOf(request.body);
	try {
		return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
	} catch {
		throw new ApiFault(400, 'bad_request', 'the body is not JSON');
	}
}

/** Reads no more than may be: a body can be longer than its header says. */
async function bytesOf(stream: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of stream ?? []) {
		bytes += chunk.byteLength;
		if (bytes > MAX_BODY_BYTES)
			throw new ApiFault(413, 'too_large', `the body is longer than ${MAX_BODY_BYTES} bytes`);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
