import { createRequire } from 'node:module';

/** The embedded engine cannot run on this machine; the message is one line that says what to do. */
export class EngineMissing extends Error {}

/** The path of the embedded engine's library. Throws EngineMissing when a package is not installed. */
export function engineLibrary(machine: Machine = thisMachine()): string {
	const { resolve } = createRequire(import.meta.url);
	const name = enginePackage(machine);
	const missing = [name, 'ffi-rs'].filter((wanted) => !isInstalled(wanted, resolve));
	if (missing.length > 0) {
		throw new EngineMissing(
			`The embedded ClickHouse needs ${missing.join(' and ')}: run "npm install ${missing.join(' ')}", or set CLICKHOUSE_URL to a ClickHouse server.`
		);
	}
	return resolve(`${name}/${LIBRARY}`);
}

/** What decides which build of the engine fits. `libc` is null where there is no choice. */
export interface Machine {
	readonly platform: string;
	readonly arch: string;
	readonly libc: 'gnu' | 'musl' | null;
}

const LIBRARY = 'libchdb.so';

/** The name of the package that holds the engine for a machine. */
export function enginePackage({ platform, arch, libc }: Machine): string {
	return `@chdb/lib-${platform}-${arch}${libc === null ? '' : `-${libc}`}`;
}

function thisMachine(): Machine {
	return { platform: process.platform, arch: process.arch, libc: libcOf(process.platform) };
}

function libcOf(platform: string): Machine['libc'] {
	if (platform !== 'linux') return null;
	const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
	return report.header?.glibcVersionRuntime === undefined ? 'musl' : 'gnu';
}

function isInstalled(name: string, resolve: (id: string) => string): boolean {
	try {
		resolve(`${name}/package.json`);
		return true;
	} catch {
		return false;
	}
}
