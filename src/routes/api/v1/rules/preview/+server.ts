import { answering } from '#server/api/request.ts';
import { letEdit, previewRules } from '#server/api/rules.ts';

export const POST = answering(async ({ caller, youkan, body }) => {
	letEdit(caller);
	return previewRules(youkan.clickhouse, youkan.policy, await body());
});
