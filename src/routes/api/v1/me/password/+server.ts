import { changePassword, ownSession } from '#server/api/me.ts';
import { answering } from '#server/api/request.ts';

export const PUT = answering(async (call) => {
	const cookie = await changePassword(call.youkan, ownSession(call), call.agent, await call.body());
	return new Response(null, { status: 204, headers: { 'set-cookie': cookie } });
});
