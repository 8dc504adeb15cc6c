import { formatInstant } from '#domain/time.ts';
import { mayHandleDeadLetters, maySeeRows, type Caller } from '../auth/caller.ts';
import type { DeadLetter, DeadLettersAsk } from '../clickhouse/dead-letters.ts';
import { ApiFault, badRequest } from './fault.ts';
import { pageOf } from './page.ts';
import { deviceOf, instantOf, parameter, scopeOf, siteOf } from './parameters.ts';

export const reasons = ['topic', 'not_json', 'too_large', 'too_many', 'clock', 'identity'] as const;

/** A reason as it is stored. */
export const reasonForm = new RegExp(`^(${reasons.join('|')}|field:[A-Za-z.]{1,64})$`);

/** What a call of `dead-letters` asks for; 404 for a scope, 403 for a role that is not let in. */
export function deadLettersAsk(
	query: URLSearchParams,
	caller: Caller,
	standing: number
): DeadLettersAsk {
	const scope = scopeOf(query, caller);
	if (!maySeeRows(caller, scope)) throw new ApiFault(404, 'not_found', 'no such scope', 'scope');
	letIn(caller);
	const from = instantOf(query, 'from') ?? 0;
	const to = instantOf(query, 'to') ?? Infinity;
	if (to < from) throw new ApiFault(400, 'bad_request', 'to: before from', 'to');
	return {
		...pageOf(query, standing),
		...{ scope, from, to, reason: reasonOf(query) },
		site: siteOf(query),
		device: deviceOf(query)
	};
}

/** 403 for a role that has nothing to do with dead letters. */
export function letIn(caller: Caller): void {
	if (!mayHandleDeadLetters(caller))
		throw new ApiFault(403, 'forbidden', 'dead letters are for operators and admins');
}

/** A dead letter as the API tells it; times that are not known are null. */
export function deadLetterAnswer({ receivedAt, at, replayedAt, ...row }: DeadLetter) {
	const known = (time: number) => (time > 0 ? formatInstant(time) : null);
	return {
		...row,
		receivedAt: formatInstant(receivedAt),
		at: known(at),
		replayedAt: known(replayedAt)
	};
}

function reasonOf(query: URLSearchParams): string | undefined {
	const given = parameter(query, 'reason');
	if (given === undefined || reasonForm.test(given)) return given;
	throw badRequest('reason', given, `one of ${reasons.join(', ')}, field:<name>`);
}
