import { ApiFault } from '#server/api/fault.ts';
import { answering, type Call } from '#server/api/request.ts';
import { letEdit, putRules, rulesAnswer } from '#server/api/rules.ts';

const answer = async ({ policy, recomputation }: Call['youkan']) =>
	rulesAnswer(policy, await recomputation());

export const GET = answering(({ caller, youkan }) => {
	if (caller.role === 'wall') throw new ApiFault(403, 'forbidden', 'rules are not for walls');
	return answer(youkan);
});

export const PUT = answering(async ({ caller, youkan, body }) => {
	letEdit(caller);
	await putRules(youkan.clickhouse, youkan.policy, await body(), caller.name);
	return answer(youkan);
});
