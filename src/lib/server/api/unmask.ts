import { z } from 'zod';
import { mayUnmask, type Caller } from '../auth/caller.ts';
import { noteAct } from '../store/audit.ts';
import type { Youkan } from '../youkan.ts';
import { ApiFault } from './fault.ts';
import { readForm } from './form.ts';
import { referenceTo } from './privacy.ts';

const REASON = 'accepted: why the number is needed, 5 to 200 characters';
const form = z.object(
	{ reason: z.string({ error: REASON }).trim().min(5, REASON).max(200, REASON) },
	{ error: 'accepted: an object' }
);

/** Tells a mail number in full, after the reason is in the audit. */
export async function unmask(
	{ store, clock, references }: Youkan,
	caller: Caller,
	mailNo: string,
	body: unknown
): Promise<Response> {
	if (!mayUnmask(caller))
		throw new ApiFault(403, 'forbidden', 'your role does not unmask mail numbers');
	const { reason } = readForm(form, body);
	await noteAct(
		store,
		{
			actor: caller.name,
			act: 'item.unmask',
			object: referenceTo(mailNo, references),
			detail: { reason }
		},
		clock.now()
	);
	return Response.json({ mailNo });
}
