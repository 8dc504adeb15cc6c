/** Calls of the API from a page of ours: the browser sends its cookie along. */

/** What a call came to. `message` says what was wrong, `field` where; both are empty when all is well. */
export interface Called<T> {
	readonly ok: boolean;
	/** 0 when the server does not answer. */
	readonly status: number;
	readonly body: T | undefined;
	readonly code: string;
	readonly message: string;
	readonly field: string;
}

const isAsItIs = (body: unknown): body is string | Blob =>
	typeof body === 'string' || body instanceof Blob;

interface Refusal {
	readonly error?: { readonly code?: string; readonly message?: string; readonly field?: string };
}

/** Calls `/api/v1/…`; a body is sent as JSON, bytes and text as they are. Never rejects. */
export async function callApi<T = unknown>(
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
	path: string,
	body?: unknown
): Promise<Called<T>> {
	try {
		const response = await fetch(`/api/v1/${path}`, {
			method,
			headers: { 'content-type': 'application/json' },
			...(body !== undefined && { body: isAsItIs(body) ? body : JSON.stringify(body) })
		});
		const text = await response.text();
		const parsed: unknown = text === '' ? undefined : JSON.parse(text);
		const { error } = (parsed ?? {}) as Refusal;
		return {
			...{ ok: response.ok, status: response.status, body: parsed as T },
			...{ code: error?.code ?? '', message: error?.message ?? '', field: error?.field ?? '' }
		};
	} catch {
		return { ok: false, status: 0, body: undefined, code: 'offline', message: '', field: '' };
	}
}
