import { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import type { ReplayAsk } from '../clickhouse/dead-letters.ts';
import { letIn, reasonForm } from './dead-letters.ts';
import { ApiFault } from './fault.ts';

const MOST_IDS = 1_000;

const form = z.strictObject({
	ids: z
		.array(z.string().regex(/^[0-9a-f]{32}$/, 'accepted: ids of dead letters'))
		.min(1)
		.max(MOST_IDS)
		.optional(),
	reason: z.string().regex(reasonForm, 'accepted: a reason code of dead letters').optional()
});

/** What a call of `dead-letters/replay` asks for: `ids`, `reason` or both; 400 for neither. */
export function replayAsk(body: unknown, caller: Caller): ReplayAsk {
	letIn(caller);
	const read = form.safeParse(body);
	if (!read.success) {
		const [issue] = read.error.issues;
		const field = String(issue?.path[0] ?? '') || undefined;
		throw new ApiFault(400, 'bad_request', `${field ?? 'body'}: ${issue?.message ?? ''}`, field);
	}
	const { ids, reason } = read.data;
	if (ids === undefined && reason === undefined)
		throw new ApiFault(400, 'bad_request', `ids: give up to ${MOST_IDS} ids, or a reason`, 'ids');
	return { ids, reason, scopes: caller.scopes };
}
