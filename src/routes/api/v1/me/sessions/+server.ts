import { ownSession, ownSessions } from '#server/api/me.ts';
import { answering } from '#server/api/request.ts';
import { noteAct } from '#server/store/audit.ts';

export const GET = answering((call) => ownSessions(call.youkan, ownSession(call)));

/** Signs out everywhere but here. */
export const DELETE = answering(async (call) => {
	const { account, id } = ownSession(call);
	const { access, store, clock } = call.youkan;
	await access.sessions.end(account.name, { allBut: id });
	const act = { actor: account.name, act: 'session.end', object: account.name };
	await noteAct(store, { ...act, detail: { which: 'others' } }, clock.now());
	return new Response(null, { status: 204 });
});
