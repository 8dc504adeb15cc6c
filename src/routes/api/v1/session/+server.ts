import type { RequestHandler } from './$types';
import { ApiFault, faultResponse } from '#server/api/fault.ts';
import { ownSession } from '#server/api/me.ts';
import { answering, bodyOf } from '#server/api/request.ts';
import { beginSession } from '#server/api/session.ts';
import { noteAct } from '#server/store/audit.ts';

export const POST: RequestHandler = async ({ request, locals }) => {
	try {
		const cookies = await beginSession(locals.youkan, request.headers, await bodyOf(request));
		const response = new Response(null, { status: 204 });
		for (const cookie of cookies) response.headers.append('set-cookie', cookie);
		return response;
	} catch (fault) {
		if (!(fault instanceof ApiFault)) throw fault;
		return faultResponse(fault, fault.status === 429 ? { 'retry-after': '1' } : {});
	}
};

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
