/** `npm run licences`: the licence of every package that the program is made of, most used first. */
import { readFile } from 'node:fs/promises';

interface Lock {
	readonly packages: Readonly<
		Record<string, { readonly version?: string; readonly license?: string; readonly dev?: boolean }>
	>;
}

const lock = JSON.parse(
	await readFile(new URL('../package-lock.json', import.meta.url), 'utf8')
) as Lock;
const parts = Object.entries(lock.packages)
	.filter(([path, { dev }]) => path !== '' && dev !== true)
	.map(([path, { version = '', license = 'unknown' }]) => ({
		name: `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`,
		license
	}));
const byLicence = [...Map.groupBy(parts, ({ license }) => license)].sort(
	([, a], [, b]) => b.length - a.length
);
for (const [license, of] of byLicence)
	process.stdout.write(`${license} (${of.length}): ${of.map(({ name }) => name).join(', ')}\n`);
