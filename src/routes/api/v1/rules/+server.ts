import { ApiFault } from '#server/api/fault.ts';
import { maySeeRules } from '#server/auth/caller.ts';
import { answering, type Call } from '#server/api/request.ts';
import { noteAct } from '#server/store/audit.ts';
import { letEdit, putRules, rulesAnswer } from '#server/api/rules.ts';

const answer = async ({ policy, recomputation }: Call['youkan']) =>
	rulesAnswer(policy, await recomputation());

export const GET = answering(({ caller, youkan }) => {
	if (!maySeeRules(caller)) throw new ApiFault(403, 'forbidden', 'rules are not for walls');
	return answer(youkan);
});

export const PUT = answering(async ({ caller, youkan, body }) => {
	letEdit(caller);
	await putRules(youkan.clickhouse, youkan.policy, await body(), caller.name);
	const detail = { version: youkan.policy.rules().version };
	await noteAct(
		youkan.store,
		{ actor: caller.name, act: 'rules.publish', object: 'rules', detail },
		youkan.clock.now()
	);
	return answer(youkan);
});
