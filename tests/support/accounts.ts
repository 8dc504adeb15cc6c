import { createApiClient, type ApiClient } from './api-client.ts';
import { startYoukan, type TestYoukan } from './youkan.ts';

/** The password of every account of a test. */
export const PASSWORD = 'Quiet-harbour-27';

export interface WithAccounts {
	readonly youkan: TestYoukan;
	readonly api: ApiClient;
	/** The first admin, signed in. */
	readonly admin: { readonly cookie: string };
	/** Makes an account of Hubei with `PASSWORD`. */
	readonly make: (user: string, role: string, fields?: object) => Promise<void>;
}

/** The whole of Youkan with its first admin signed in. The caller stops it. */
export async function startWithAccounts(): Promise<WithAccounts> {
	const youkan = await startYoukan({ broker: 'mosquitto', env: { ADMIN_PASSWORD: PASSWORD } });
	const api = createApiClient(youkan.url);
	const admin = await api.signIn('admin', PASSWORD);
	return {
		...{ youkan, api, admin },
		async make(user, role, fields = {}) {
			const body = { user, role, scopes: ['42'], password: PASSWORD, ...fields };
			const made = await api.call(admin, 'POST', '/api/v1/users', body);
			if (made.status !== 200) throw new Error(`${made.status} ${made.text}`);
		}
	};
}

/** The code of a refusal. */
export const codeOf = ({ body }: { readonly body: unknown }) =>
	(body as { error?: { code: string } } | null)?.error?.code;
