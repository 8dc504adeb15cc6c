/** What people did, for admins and auditors: nobody can change it. */
import { formatInstant } from '#domain/time.ts';
import { mayReadAudit, mayVerifyAudit, type Caller } from '../auth/caller.ts';
import { auditRows, verifyAudit, type AuditAsk, type AuditRow } from '../store/audit.ts';
import type { Youkan } from '../youkan.ts';
import { ApiFault, badRequest } from './fault.ts';
import { limitOf } from './page.ts';
import { instantOf, parameter } from './parameters.ts';

/** What a call of `audit` asks for: the newest rows first. */
export function auditAsk(query: URLSearchParams, caller: Caller): AuditAsk {
	if (!mayReadAudit(caller))
		throw new ApiFault(403, 'forbidden', 'the audit is for admins and auditors');
	const cursor = parameter(query, 'cursor');
	if (cursor !== undefined && !/^\d{1,15}$/.test(cursor))
		throw badRequest('cursor', cursor, 'the next of an earlier answer');
	return {
		...{ actor: parameter(query, 'actor'), act: parameter(query, 'act') },
		...{ object: parameter(query, 'object'), limit: limitOf(query) },
		...{ from: instantOf(query, 'from'), to: instantOf(query, 'to') },
		before: cursor === undefined ? undefined : Number(cursor)
	};
}

export async function auditAnswer({ store, clock }: Youkan, ask: AuditAsk) {
	const { rows, total } = await auditRows(store, ask);
	const last = rows.at(-1);
	return {
		items: rows.map(rowAnswer),
		next: last && rows.length === ask.limit ? String(last.n) : null,
		...{ total, asOf: formatInstant(clock.now()) }
	};
}

const rowAnswer = ({ at, ...row }: AuditRow) => ({ ...row, at: formatInstant(at) });

/** Whether every row follows from the one before; the head proves later that none was cut off. */
export async function auditCheck({ store }: Youkan, caller: Caller) {
	if (!mayVerifyAudit(caller))
		throw new ApiFault(403, 'forbidden', 'the check is for admins, auditors and the API token');
	return verifyAudit(store);
}
