import { ApiFault } from '#server/api/fault.ts';
import { ownSession } from '#server/api/me.ts';
import { answering } from '#server/api/request.ts';
import { noteAct } from '#server/store/audit.ts';

export const DELETE = answering(async (call) => {
	const { account } = ownSession(call);
	const { access, store, clock } = call.youkan;
	const id = call.params['id'] ?? '';
	const own = await access.sessions.list(account.name);
	if (!own.some((session) => session.id === id))
		throw new ApiFault(404, 'not_found', 'no such session');
	await access.sessions.end(account.name, { id });
	await noteAct(
		store,
		{ actor: account.name, act: 'session.end', object: account.name },
		clock.now()
	);
	return new Response(null, { status: 204 });
});
