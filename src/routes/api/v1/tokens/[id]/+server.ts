import { answering } from '#server/api/request.ts';
import { revokeToken } from '#server/api/tokens.ts';
import { letAdminister } from '#server/api/users.ts';

export const DELETE = answering(async ({ caller, youkan, params }) => {
	letAdminister(caller);
	await revokeToken(youkan, caller, params['id'] ?? '');
	return new Response(null, { status: 204 });
});
