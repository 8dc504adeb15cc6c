import { replayAsk } from '#server/api/dead-letter-replay.ts';
import { letIn } from '#server/api/dead-letters.ts';
import { answering } from '#server/api/request.ts';
import { noteAct } from '#server/store/audit.ts';

export const POST = answering(async ({ caller, youkan, body }) => {
	letIn(caller);
	const ask = replayAsk(await body(), caller);
	const done = await youkan.replay(ask);
	const detail = { reason: ask.reason ?? null, ids: ask.ids?.length ?? null, ...done };
	await noteAct(
		youkan.store,
		{ actor: caller.name, act: 'dead_letters.replay', object: '', detail },
		youkan.clock.now()
	);
	return done;
});
