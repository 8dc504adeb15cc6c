import { deadLetterAnswer, letIn } from '#server/api/dead-letters.ts';
import { ApiFault } from '#server/api/fault.ts';
import { answering } from '#server/api/request.ts';
import { deadLetter } from '#server/clickhouse/dead-letters.ts';

export const GET = answering(async ({ caller, youkan, params }) => {
	letIn(caller);
	const found = await deadLetter(youkan.clickhouse, params['id'] ?? '', caller.scopes);
	if (!found) throw new ApiFault(404, 'not_found', 'no such dead letter');
	return deadLetterAnswer(found);
});
