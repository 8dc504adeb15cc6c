import { replayAsk } from '#server/api/dead-letter-replay.ts';
import { letIn } from '#server/api/dead-letters.ts';
import { answering } from '#server/api/request.ts';

export const POST = answering(async ({ caller, youkan, body }) => {
	letIn(caller);
	return youkan.replay(replayAsk(await body(), caller));
});
