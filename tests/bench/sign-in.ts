/** What guessing passwords costs the others: 50 tries a second on one account, then over a thousand names. */
import { PASSWORD, startWithAccounts, type WithAccounts } from '../support/accounts.ts';
import { pause } from '../support/wait.ts';
import { median, quantile, tell } from './figure.ts';

const TRIES_PER_SECOND = 50;
const SECONDS = 20;
const INTERLEAVED = 100;

export async function signInBench(): Promise<void> {
	const world = await startWithAccounts();
	try {
		await world.make('real', 'viewer');
		const known = await world.api.signIn('real', PASSWORD);
		await attack(world, 'one-account', () => 'real', known.cookie);
		await attack(world, 'thousand-names', (i) => `name-${i % 1000}`, known.cookie);
		await compare(world);
	} finally {
		await world.youkan.stop();
	}
}

/** While it lasts: passwords looked at, how long a known browser waits, how long another page takes. */
async function attack(
	{ api, admin }: WithAccounts,
	name: string,
	user: (i: number) => string,
	cookie: string
): Promise<void> {
	const counts = { looked: 0, busy: 0 };
	const running: Promise<void>[] = [];
	const pages: number[] = [];
	const waits: number[] = [];
	const begun = performance.now();
	const isOver = () => performance.now() - begun > SECONDS * 1000;
	const guess = async (i: number) => {
		const body = { user: user(i), password: `guess-${i}` };
		const { status } = await api.call({}, 'POST', '/api/v1/session', body);
		if (status === 401) counts.looked++;
		else counts.busy++;
	};
	const flood = (async () => {
		for (let i = 0; !isOver(); i++) {
			running.push(guess(i));
			await pause(1000 / TRIES_PER_SECOND);
		}
	})();
	const reader = (async () => {
		while (!isOver()) {
			const since = performance.now();
			await api.call(admin, 'GET', '/api/v1/me');
			pages.push(performance.now() - since);
			await pause(50);
		}
	})();
	const owner = (async () => {
		while (!isOver()) {
			await pause(1_000);
			const since = performance.now();
			await api.signIn('real', PASSWORD, { cookie });
			waits.push(performance.now() - since);
		}
	})();
	await Promise.all([flood, reader, owner]);
	await Promise.all(running);
	const seconds = (performance.now() - begun) / 1000;
	const looked = (counts.looked + waits.length) / seconds;
	tell({ name: `sign-in/${name}/hashes`, value: looked, unit: 'per second', reference: 10 });
	tell({ name: `sign-in/${name}/turned-away`, value: counts.busy, unit: 'tries' });
	tell({ name: `sign-in/${name}/owner/p95`, value: quantile(waits, 0.95), unit: 'ms' });
	tell({ name: `sign-in/${name}/page/p95`, value: quantile(pages, 0.95), unit: 'ms' });
}

/** A name that nobody has, beside one that somebody has: by turns, so that both meet the same machine. */
async function compare({ api }: WithAccounts): Promise<void> {
	const times: Record<'real' | 'nobody', number[]> = { real: [], nobody: [] };
	for (let i = 0; i < INTERLEAVED; i++)
		for (const user of ['real', 'nobody'] as const) {
			await pause(110); // its turn comes at once
			const since = performance.now();
			await api.call({}, 'POST', '/api/v1/session', { user, password: 'not-the-password' });
			times[user].push(performance.now() - since);
		}
	tell({
		...{ name: 'sign-in/unknown-name/p50', value: median(times.nobody), unit: 'ms' },
		reference: median(times.real)
	});
}
