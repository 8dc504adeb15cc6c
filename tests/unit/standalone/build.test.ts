import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildWhereNeeded, reasonToBuild } from '../../../standalone/build.ts';

const sources = ['src/app.html', 'src/lib/domain/item.ts', 'static/favicon.svg', 'vite.config.ts'];
const products = ['index', 'handler', 'env', 'shims'].map((name) => `build/${name}.js`);

let root: string;
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'youkan-build-'));
	for (const file of sources) write(file, 1_000);
	for (const folder of ['src', 'src/lib', 'src/lib/domain', 'static']) date(folder, 1_000);
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, seconds: number): void {
	mkdirSync(dirname(join(root, file)), { recursive: true });
	writeFileSync(join(root, file), file);
	date(file, seconds);
}

function date(path: string, seconds: number): void {
	utimesSync(join(root, path), seconds, seconds);
}

/** A build as Vite leaves it. */
function built(seconds: number): void {
	for (const file of products) write(file, seconds);
}

function steps(build: () => Promise<void>) {
	const said: string[] = [];
	return { said, build, say: (words: string) => void said.push(words), wait, now: () => 5_000_000 };
}
const wait = () => Promise.resolve();

describe('reasonToBuild', () => {
	it.each([
		['nothing was built', () => undefined, 'there is no build'],
		['newer than all sources', () => built(2_000), null],
		[
			'a part of it is missing',
			() => {
				built(2_000);
				rmSync(join(root, 'build/handler.js'));
			},
			'there is no build'
		],
		[
			'a source was changed, deep down',
			() => {
				built(2_000);
				write('src/lib/domain/item.ts', 3_000);
			},
			'the sources are newer than the build'
		],
		[
			'a source was removed',
			() => {
				built(2_000);
				rmSync(join(root, 'static/favicon.svg'));
			},
			'the sources are newer than the build'
		],
		[
			'the lock file of the packages was changed',
			() => {
				built(2_000);
				write('package-lock.json', 3_000);
			},
			'the sources are newer than the build'
		]
	])('%s', (_name, arrange, reason) => {
		arrange();
		expect(reasonToBuild(root)).toBe(reason);
	});
});

describe('buildWhereNeeded', () => {
	it('builds once, and leaves nothing but the build', async () => {
		const once = steps(() => Promise.resolve(built(6_000)));
		await buildWhereNeeded(root, once);
		await buildWhereNeeded(root, once);
		expect(once.said).toEqual(['building the app: there is no build']);
		expect(readdirSync(join(root, '.svelte-kit'))).toEqual([]);
	});

	it('does not take an interrupted build for a good one', async () => {
		const interrupted = steps(() => {
			built(6_000);
			return Promise.reject(new Error('interrupted'));
		});
		await expect(buildWhereNeeded(root, interrupted)).rejects.toThrow('interrupted');
		expect(reasonToBuild(root)).toBe('the last build was interrupted');
		await buildWhereNeeded(
			root,
			steps(() => Promise.resolve(built(6_000)))
		);
		expect(reasonToBuild(root)).toBeNull();
	});

	it('builds again when a source was changed while it built', async () => {
		const edited = steps(() => {
			write('src/app.html', 5_500);
			return Promise.resolve(built(6_000));
		});
		await buildWhereNeeded(root, edited);
		expect(reasonToBuild(root)).toBe('the sources are newer than the build');
	});
});
