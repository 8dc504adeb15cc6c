import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryInUse, lockFile, lockHolder } from '#server/lock-file.ts';

let folder: string;
let file: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'youkan-lock-'));
	file = join(folder, 'test.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const program = new URL('../../../src/lib/server/lock-file.ts', import.meta.url).href;

/** Another process that takes the lock and keeps it until it is ended; resolves when it answered. */
async function holder(): Promise<{ pid: number; answer: string; end: () => Promise<void> }> {
	const source = `
		const { lockFile } = await import(${JSON.stringify(program)});
		try {
			lockFile(${JSON.stringify(file)});
			console.log('taken');
			setInterval(() => {}, 1_000);
		} catch (error) {
			console.log(error.message);
		}`;
	const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const answer = await new Promise<string>((resolve, reject) => {
		child.once('error', reject);
		child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
	});
	return {
		pid: child.pid ?? 0,
		answer,
		end: () => {
			child.kill('SIGKILL');
			return ended;
		}
	};
}

describe('lockFile', () => {
	it('takes a free lock, for its owner alone, and gives it back', () => {
		const unlock = lockFile(file);
		expect(readdirSync(folder)).toEqual(['test.lock']);
		expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^${process.pid} \\d+$`));
		expect(lockHolder(file)).toBe(process.pid);
		unlock();
		expect(existsSync(file)).toBe(false);
		expect(lockHolder(file)).toBeNull();
		lockFile(file)();
	});

	it('refuses a lock that this process has', () => {
		const unlock = lockFile(file);
		expect(() => lockFile(file)).toThrow(DirectoryInUse);
		expect(readdirSync(folder)).toEqual(['test.lock']);
		unlock();
	});

	it('refuses a lock of a living process, naming it, and takes it over when that is dead', async () => {
		const other = await holder();
		try {
			expect(other.answer).toBe('taken');
			expect(lockHolder(file)).toBe(other.pid);
			expect(() => lockFile(file)).toThrow(`in use by process ${other.pid}`);
			expect(() => lockFile(file)).toThrow(expect.objectContaining({ pid: other.pid }));
			expect(lockHolder(file)).toBe(other.pid);
		} finally {
			await other.end();
		}
		expect(existsSync(file)).toBe(true);
		const unlock = lockFile(file);
		expect(lockHolder(file)).toBe(process.pid);
		unlock();
	});

	it('lets one of several win that find a dead lock at the same time', async () => {
		writeFileSync(file, '4194304 1');
		const others = await Promise.all([holder(), holder(), holder()]);
		try {
			const winners = others.filter(({ answer }) => answer === 'taken');
			expect(winners).toHaveLength(1);
			expect(lockHolder(file)).toBe(winners[0]?.pid);
		} finally {
			for (const other of others) await other.end();
		}
	});

	it.each([
		['a process that is gone', '4194304 1'],
		['another process with the number of ours', `${process.pid} 1`],
		['nothing, by a crash in the middle', ''],
		['something that is no lock', 'hello'],
		['a number alone', String(process.pid)]
	])('takes over a lock of %s', (_name, content) => {
		writeFileSync(file, content);
		expect(lockHolder(file)).toBeNull();
		lockFile(file)();
		expect(readdirSync(folder)).toEqual([]);
	});

	it('fails where no file can be written', () => {
		expect(() => lockFile(join(folder, 'none', 'test.lock'))).toThrow('ENOENT');
	});
});
