import { auditAnswer, auditAsk } from '#server/api/audit.ts';
import { answering } from '#server/api/request.ts';

export const GET = answering(({ query, caller, youkan }) =>
	auditAnswer(youkan, auditAsk(query, caller))
);
