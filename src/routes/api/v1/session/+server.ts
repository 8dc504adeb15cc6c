import type { RequestHandler } from './$types';
import { ownSession } from '#server/api/me.ts';
import { answering, bodyOf, orFault } from '#server/api/request.ts';
import { beginSession } from '#server/api/session.ts';
import { noteAct } from '#server/store/audit.ts';

export const POST: RequestHandler = ({ request, locals, route }) =>
	orFault(locals.youkan, route.id, async () => {
		const cookies = await beginSession(locals.youkan, request.headers, await bodyOf(request));
		const response = new Response(null, { status: 204 });
		for (const cookie of cookies) response.headers.append('set-cookie', cookie);
		return response;
	});

export const DELETE = answering(async (call) => {
	const { account, id } = ownSession(call);
	const { access, store, clock } = call.youkan;
	await access.sessions.end(account.name, { id });
	await noteAct(
		store,
		{ actor: account.name, act: 'session.end', object: account.name },
		clock.now()
	);
	return new Response(null, { status: 204, headers: { 'set-cookie': access.sessions.blank } });
});
