import { answering } from '#server/api/request.ts';
import { createToken, listTokens } from '#server/api/tokens.ts';
import { letAdminister } from '#server/api/users.ts';

export const GET = answering(({ caller, youkan }) => {
	letAdminister(caller);
	return listTokens(youkan);
});

export const POST = answering(async ({ caller, youkan, body }) => {
	letAdminister(caller);
	return createToken(youkan, caller, await body());
});
