import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DirectoryInUse, lockFile } from '#server/lock-file.ts';

/** What a build is made of, below the project's root. */
const SOURCES = ['src', 'static', 'svelte.config.js', 'vite.config.ts', 'package-lock.json'];
/** What the adapter writes last. */
const PRODUCTS = ['build/index.js', 'build/handler.js', 'build/env.js', 'build/shims.js'];
/** There while a build of `npm start` runs: one that was interrupted leaves it. */
const UNFINISHED = '.svelte-kit/unfinished-build';
const LOCK = '.svelte-kit/build.lock';
const POLL_MS = 500;

/** Why the app must be built before it can be served, or null when its build is whole and as new as its sources. */
export function reasonToBuild(root: string): string | null {
	const products = PRODUCTS.map((file) => changedAt(join(root, file)));
	if (products.includes(null)) return 'there is no build';
	if (changedAt(join(root, UNFINISHED)) !== null) return 'the last build was interrupted';
	const built = Math.min(...products.map(Number));
	const isOld = SOURCES.some((source) => newestIn(join(root, source)) > built);
	return isOld ? 'the sources are newer than the build' : null;
}

export interface BuildSteps {
	say(words: string): void;
	/** Resolves when the build has succeeded. */
	build(): Promise<void>;
	wait(ms: number): Promise<void>;
	/** Epoch milliseconds. */
	now(): number;
}

/** Builds where there is a reason to, one process at a time. Rejects as `build` does. */
export async function buildWhereNeeded(root: string, steps: BuildSteps): Promise<void> {
	if (reasonToBuild(root) === null) return;
	const unlock = await takeLock(join(root, LOCK), steps);
	try {
		const reason = reasonToBuild(root);
		if (reason === null) return;
		steps.say(`building the app: ${reason}`);
		const startedAt = steps.now() / 1000;
		writeFileSync(join(root, UNFINISHED), '');
		await steps.build();
		// What was edited while it ran is newer than this build.
		for (const file of PRODUCTS) utimesSync(join(root, file), startedAt, startedAt);
		rmSync(join(root, UNFINISHED));
	} finally {
		unlock();
	}
}

async function takeLock(file: string, steps: BuildSteps): Promise<() => void> {
	mkdirSync(dirname(file), { recursive: true });
	for (let isFirst = true; ; isFirst = false) {
		try {
			return lockFile(file);
		} catch (error) {
			if (!(error instanceof DirectoryInUse)) throw error;
			if (isFirst) steps.say(`waiting for process ${error.pid}, which builds the app`);
			await steps.wait(POLL_MS);
		}
	}
}

/** The latest change of a file, or of anything in a folder; a folder's own time tells of what was removed. */
function newestIn(path: string): number {
	const found = statSync(path, { throwIfNoEntry: false });
	if (!found?.isDirectory()) return found?.mtimeMs ?? 0;
	return readdirSync(path).reduce(
		(newest, name) => Math.max(newest, newestIn(join(path, name))),
		found.mtimeMs
	);
}

/** Null when it is not there. */
function changedAt(path: string): number | null {
	return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
