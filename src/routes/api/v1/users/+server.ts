import { answering } from '#server/api/request.ts';
import { createUser, letAdminister, listUsers } from '#server/api/users.ts';

export const GET = answering(({ caller, youkan }) => {
	letAdminister(caller);
	return listUsers(youkan);
});

export const POST = answering(async ({ caller, youkan, body }) => {
	letAdminister(caller);
	return createUser(youkan, caller, await body());
});
