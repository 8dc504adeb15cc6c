import type { IncomingMessage, ServerResponse } from 'node:http';

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** The built pages and API. Rejects when there is no build (`npm run build`). */
export async function loadPages(): Promise<Handler> {
	const built = new URL('../build/handler.js', import.meta.url).href;
	// The build is made later than this file is checked; adapter-node documents what it exports.
	const { handler } = (await import(built)) as { readonly handler: Handler };
	return handler;
}
