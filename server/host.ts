import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Log } from '#server/log.ts';
import type { Youkan } from '#server/youkan.ts';
import { bearerOf } from '#server/auth/tokens.ts';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export interface HostDeps {
	readonly youkan: Youkan;
	/** The pages and the API: adapter-node's handler. */
	readonly pages: Handler;
	readonly readiness: () => Promise<Readiness>;
	readonly metrics: () => Metrics;
	readonly isPublicOrigin: (origin: string) => boolean;
	/** The origin that the pages know. */
	readonly origin: string;
	readonly log: Log;
}

const known = new Set([
	...['/', '/wall', '/healthz', '/readyz', '/metrics'],
	...['summary', 'throughput', 'ledger', 'dead-letters', 'devices', 'openapi.json'].map(
		(call) => `/api/v1/${call}`
	)
]);

const loopbackAddresses = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** The HTTP server with the answers that need no page; it does not listen yet. */
export function createHost(deps: HostDeps): Server {
	const own: Readonly<
		Record<string, (q: IncomingMessage, s: ServerResponse) => Promise<void> | void>
	> = {
		'/healthz': (_request, response) => sendJson(response, 200, { status: 'ok' }),
		'/readyz': async (_request, response) => {
			const found = await deps.readiness();
			sendJson(response, found.ready ? 200 : 503, found);
		},
		'/metrics': async (request, response) => {
			if (!(await maySeeMetrics(request))) {
				response.setHeader('www-authenticate', 'Bearer');
				const message = 'send Authorization: Bearer with a token';
				return sendJson(response, 401, { error: { code: 'unauthorized', message } });
			}
			const { body, type } = await deps.metrics().text();
			response.writeHead(200, { 'content-type': type }).end(body);
		}
	};

	async function maySeeMetrics(request: IncomingMessage): Promise<boolean> {
		// Behind a proxy everybody comes from loopback.
		const isForwarded = request.headers['x-forwarded-for'] !== undefined;
		if (!isForwarded && loopbackAddresses.has(request.socket.remoteAddress ?? '')) return true;
		const token = bearerOf(request.headers.authorization);
		return token !== null && (await deps.youkan.access.byToken(token)) !== null;
	}

	function answer(request: IncomingMessage, response: ServerResponse): void {
		const path = (request.url ?? '').split('?', 1)[0] ?? '';
		const begun = deps.youkan.clock.now();
		response.once('finish', () => {
			const seconds = (deps.youkan.clock.now() - begun) / 1000;
			deps.metrics().answered(routeOf(path), response.statusCode, seconds);
		});
		const answerOwn = Object.hasOwn(own, path) ? own[path] : undefined;
		if (answerOwn) {
			if (request.method !== 'GET' && request.method !== 'HEAD') return refuseMethod(response);
			Promise.resolve(answerOwn(request, response)).catch((error: unknown) => {
				deps.log.error({ err: error, path }, 'a request failed');
				sendJson(response, 500, { error: { code: 'failed', message: 'the call failed' } });
			});
			return;
		}
		request.youkan = deps.youkan;
		// Loopback has several names; the pages know one.
		if (deps.isPublicOrigin(request.headers.origin ?? '')) request.headers.origin = deps.origin;
		deps.pages(request, response, () => sendJson(response, 404, { error: { code: 'not_found' } }));
	}

	return createServer(answer);
}

/** Few names, whatever is asked for: a path is no label of a metric. */
function routeOf(path: string): string {
	if (path.startsWith('/_app/')) return 'asset';
	if (known.has(path)) return path;
	return 'other';
}

function refuseMethod(response: ServerResponse): void {
	response.setHeader('allow', 'GET');
	sendJson(response, 405, { error: { code: 'method_not_allowed', message: 'accepted: GET' } });
}

function sendJson(response: ServerResponse, status: number, value: object): void {
	response
		.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
		.end(JSON.stringify(value));
}
