import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sleep, systemClock } from '#server/clock.ts';
import { buildWhereNeeded } from '../../standalone/build.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Vitest's global setup for tests that run the server: builds the app as `npm start` does, where there is a reason to. */
export default async function setup(): Promise<void> {
	await buildWhereNeeded(root, {
		say: (words) => void process.stdout.write(`${words}\n`),
		build: async () => {
			await promisify(execFile)(process.execPath, ['node_modules/vite/bin/vite.js', 'build'], {
				cwd: root,
				// Vitest's own NODE_ENV would build a development app.
				env: { ...process.env, NODE_ENV: 'production' },
				maxBuffer: 64 * 1024 * 1024
			});
		},
		wait: (ms) => sleep(systemClock, ms),
		now: () => systemClock.now()
	});
}
