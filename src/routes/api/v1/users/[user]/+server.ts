import { answering } from '#server/api/request.ts';
import { changeUser, letAdminister, removeUser, userAnswer, userNamed } from '#server/api/users.ts';

export const GET = answering(async ({ caller, youkan, params }) => {
	letAdminister(caller);
	return userAnswer(await userNamed(youkan, params['user'] ?? ''));
});

export const PATCH = answering(async ({ caller, youkan, params, body }) => {
	letAdminister(caller);
	return changeUser(youkan, caller, params['user'] ?? '', await body());
});

export const DELETE = answering(async ({ caller, youkan, params }) => {
	letAdminister(caller);
	await removeUser(youkan, caller, params['user'] ?? '');
	return new Response(null, { status: 204 });
});
