import type { z } from 'zod';
import { ApiFault } from './fault.ts';

/** A body read by its form; 400 names the first field at fault. */
export function readForm<T>(form: z.ZodType<T>, body: unknown): T {
	const read = form.safeParse(body);
	if (read.success) return read.data;
	const [issue] = read.error.issues;
	const path = (issue?.path ?? []).map(String).join('.');
	const field = path === '' ? undefined : String(issue?.path[0]);
	throw new ApiFault(400, 'bad_request', `${path || 'body'}: ${issue?.message ?? ''}`, field);
}
