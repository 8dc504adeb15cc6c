import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLogFile } from '../../../standalone/log-file.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'youkan-logs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const text = (name: string) => readFileSync(join(folder, name), 'utf8');

it('appends to what is there, also after it was opened again', () => {
	for (const line of ['one', 'two']) {
		const file = openLogFile(folder, 'server');
		file.write(line);
		file.close();
	}
	expect(text('server.log')).toBe('one\ntwo\n');
});

it('keeps one old file beside the new one, however much is written', () => {
	const file = openLogFile(folder, 'server', 100);
	for (let n = 0; n < 100; n++) file.write(`line ${n}`);
	file.close();
	expect(readdirSync(folder).sort()).toEqual(['server.log', 'server.old.log']);
	for (const name of readdirSync(folder)) {
		expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(110);
	}
	expect(text('server.log')).toContain('line 99\n');
});

it('does not throw when it cannot open or turn its file', () => {
	const file = openLogFile(join(folder, 'missing'), 'server', 1);
	file.write('one');
	mkdirSync(join(folder, 'missing'));
	file.write('two');
	rmSync(join(folder, 'missing/server.log'));
	file.write('three');
	file.close();
	expect(readdirSync(join(folder, 'missing'))).toEqual([]);
});
