/** A client of the API as a browser or a program would be one. */

export interface Answered {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
	/** The JSON of the body; null for none. */
	readonly body: unknown;
}

/** Who calls: by a token, by the cookies of a browser, or nobody. */
export interface Identity {
	readonly token?: string;
	readonly cookie?: string;
}

export interface ApiClient {
	call(
		who: Identity,
		method: string,
		path: string,
		body?: unknown,
		headers?: Record<string, string>
	): Promise<Answered>;
	/** Signs in; rejects with the answer when that fails. The cookies are all that the answer set. */
	signIn(
		user: string,
		password: string,
		more?: { readonly code?: string; readonly cookie?: string }
	): Promise<Required<Pick<Identity, 'cookie'>>>;
}

export function createApiClient(url: string): ApiClient {
	async function call(
		{ token, cookie }: Identity,
		method: string,
		path: string,
		body?: unknown,
		headers: Record<string, string> = {}
	): Promise<Answered> {
		const isChange = method !== 'GET';
		const response = await fetch(`${url}${path}`, {
			method,
			redirect: 'manual',
			headers: {
				...(token !== undefined && { authorization: `Bearer ${token}` }),
				...(cookie !== undefined && { cookie }),
				// As a browser does on our own pages.
				...(cookie !== undefined && isChange && { origin: url }),
				...(isChange && { 'content-type': 'application/json' }),
				...headers
			},
			...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) })
		});
		const text = await response.text();
		const isJson = response.headers.get('content-type')?.includes('json') === true;
		return {
			...{ status: response.status, headers: response.headers, text },
			body: isJson && text !== '' ? (JSON.parse(text) as unknown) : null
		};
	}
	return {
		call,
		async signIn(user, password, { code, cookie } = {}) {
			const who = cookie === undefined ? {} : { cookie };
			const answer = await call(who, 'POST', '/api/v1/session', { user, password, code });
			if (answer.status !== 204) throw new Error(`${answer.status} ${answer.text}`);
			return { cookie: cookiesOf(answer) };
		}
	};
}

/** The `cookie` header of a browser that got this answer. */
export function cookiesOf({ headers }: Pick<Answered, 'headers'>): string {
	return headers
		.getSetCookie()
		.map((line) => line.split(';', 1)[0])
		.join('; ');
}
