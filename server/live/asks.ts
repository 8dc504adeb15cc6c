/** What clients of `/live` send, parsed: they may send anything. */
import { z } from 'zod';
import { views, type LiveFault } from '#domain/live-protocol.ts';
import { isScope, scopeForms } from '#domain/scope.ts';

const viewField = z.enum(views, { error: `view: accepted: ${views.join(', ')}` });
const scopeField = z
	.string({ error: `scope: accepted: ${scopeForms}` })
	.refine(isScope, { error: `scope: accepted: ${scopeForms}` });
const noProject = z
	.null({ error: `project: the views ${views.join(', ')} are of all projects; leave it out` })
	.optional();
const channelField = z
	.string({ error: 'channel: accepted: the name that subscribe answered' })
	.max(64, { error: 'channel: accepted: the name that subscribe answered' });

const anObject = { error: 'an object is expected' };

export const subscribeAsk = z.object(
	{ view: viewField, scope: scopeField, project: noProject },
	anObject
);
export const channelAsk = z.object({ channel: channelField }, anObject);

/** What was asked, or why it is no such ask. */
export function parseAsk<T>(schema: z.ZodType<T>, given: unknown): T | LiveFault {
	const result = schema.safeParse(given);
	if (result.success) return result.data;
	const message = result.error.issues.map((issue) => issue.message).join('; ');
	return fault('bad_request', message);
}

export function fault(code: string, message: string): LiveFault {
	return { error: { code, message } };
}

export function isFault(value: object): value is LiveFault {
	return 'error' in value;
}
