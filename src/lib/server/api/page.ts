/** What all lists of the API share: `limit`, and a cursor that keeps the instant which the list is of. */
import { z } from 'zod';
import type { Mark, Page } from '../clickhouse/page.ts';
import { badRequest } from './fault.ts';
import { asOfOf, parameter } from './parameters.ts';

const DEFAULT_LIMIT = 100;
export const MAX_LIMIT = 1_000;

const cursorForm = z.object({ asOf: z.int().min(0), at: z.int().min(0), id: z.string().max(128) });

/** `limit`, `cursor` and `asOf` of a call; with a cursor, its own `asOf` stands. */
export function pageOf(query: URLSearchParams, standing: number): Page {
	const limit = limitOf(query);
	const given = parameter(query, 'cursor');
	if (given === undefined) return { limit, asOf: asOfOf(query, standing).asOf, after: undefined };
	const { asOf, at, id } = parseCursor(given);
	return { limit, asOf, after: { at, id } };
}

/** The `next` of a page that ends with `last`; null when it was the last one. */
export function nextOf(page: Page, last: Mark | undefined): string | null {
	if (!last) return null;
	return Buffer.from(JSON.stringify({ asOf: page.asOf, ...last })).toString('base64url');
}

/** `limit` of a call. */
export function limitOf(query: URLSearchParams): number {
	const given = parameter(query, 'limit') ?? String(DEFAULT_LIMIT);
	const limit = /^\d{1,5}$/.test(given) ? Number(given) : 0;
	if (limit < 1 || limit > MAX_LIMIT) throw badRequest('limit', given, `1 to ${MAX_LIMIT}`);
	return limit;
}

function parseCursor(given: string): z.infer<typeof cursorForm> {
	try {
		return cursorForm.parse(JSON.parse(Buffer.from(given, 'base64url').toString()));
	} catch {
		throw badRequest('cursor', given, 'the next of an earlier answer');
	}
}
