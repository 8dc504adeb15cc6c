import { meAnswer } from '#server/api/me.ts';
import { answering } from '#server/api/request.ts';

export const GET = answering(({ caller, session, youkan }) =>
	meAnswer(caller, session ?? null, youkan)
);
