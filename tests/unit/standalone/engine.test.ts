import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { engineLibrary, EngineMissing, enginePackage } from '../../../standalone/engine.ts';

describe('the embedded engine', () => {
	it.each([
		[{ platform: 'linux', arch: 'x64', libc: 'gnu' }, '@chdb/lib-linux-x64-gnu'],
		[{ platform: 'linux', arch: 'arm64', libc: 'musl' }, '@chdb/lib-linux-arm64-musl'],
		[{ platform: 'darwin', arch: 'arm64', libc: null }, '@chdb/lib-darwin-arm64']
	] as const)('is of the package for %o', (machine, name) => {
		expect(enginePackage(machine)).toBe(name);
	});

	it('is there on this machine', () => {
		expect(existsSync(engineLibrary())).toBe(true);
	});

	it('says in one line what to do where it is missing', () => {
		const elsewhere = () => engineLibrary({ platform: 'plan9', arch: 'mips', libc: null });
		expect(elsewhere).toThrow(EngineMissing);
		expect(elsewhere).toThrow(
			/^[^\n]*npm install @chdb\/lib-plan9-mips[^\n]*CLICKHOUSE_URL[^\n]*$/
		);
	});
});
