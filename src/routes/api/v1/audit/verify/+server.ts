import { auditCheck } from '#server/api/audit.ts';
import { answering } from '#server/api/request.ts';

export const GET = answering(({ caller, youkan }) => auditCheck(youkan, caller));
