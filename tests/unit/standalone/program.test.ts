import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#server/clock.ts';
import { startProgram } from '../../../standalone/program.ts';
import { eventually, pause } from '../../support/wait.ts';

const tether = fileURLToPath(new URL('../../../standalone/tether.ts', import.meta.url));
const forEver = 'setInterval(() => undefined, 1_000); process.send("runs");';

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'youkan-program-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string): string {
	const file = join(folder, `p${text.length}.mjs`);
	writeFileSync(file, text);
	return file;
}

/** A program under the tether that has said that it runs. */
async function tethered(text: string) {
	const child = fork(fileOf(text), { execArgv: ['--import', tether], silent: true });
	const exited = new Promise((resolve) =>
		child.once('exit', (code, signal) => resolve(signal ?? code))
	);
	await new Promise((resolve) => child.once('message', resolve));
	return { child, exited };
}

/** The same started as `npm start` does. */
function started(text: string) {
	const lines: string[] = [];
	const program = { name: 'p', file: fileOf(text), environment: {} };
	return {
		lines,
		running: startProgram(program, systemClock, (line, from) => lines.push(`${from} ${line}`))
	};
}

describe('the tether', () => {
	it('ends a program that knows of no supervisor as soon as that is gone', async () => {
		const { child, exited } = await tethered(forEver);
		child.disconnect();
		expect(await Promise.race([exited, pause(3_000)])).toBe('SIGKILL');
	});

	it('lets a program end in order that does', async () => {
		const inOrder = 'process.on("disconnect", () => setTimeout(() => process.exit(7), 300));';
		const { child, exited } = await tethered(`${forEver}${inOrder}`);
		child.disconnect();
		// Not its own exit code: exit handlers may wait for whoever is gone.
		expect(await Promise.race([exited, pause(200)])).toBeUndefined();
		expect(await Promise.race([exited, pause(3_000)])).toBe('SIGKILL');
	});

	it('leaves Ctrl-C and the end of the terminal to the supervisor', async () => {
		const { child, exited } = await tethered(forEver);
		child.kill('SIGINT');
		child.kill('SIGHUP');
		expect(await Promise.race([exited, pause(300)])).toBeUndefined();
		child.kill('SIGTERM');
		expect(await exited).toBe('SIGTERM');
	});

	it('does not hold a program that is done', async () => {
		const { child, exited } = await tethered('process.send("runs");');
		expect(await Promise.race([exited, pause(3_000)])).toBe(0);
		expect(child.connected).toBe(false);
	});
});

describe('startProgram', () => {
	it('hands over every line, and then tells how it ended', async () => {
		const { lines, running } = started(
			'console.log("one\\ntwo"); console.error("three"); process.exitCode = 5;'
		);
		expect(await running.exited).toEqual({ code: 5, signal: null });
		expect(lines.sort()).toEqual(['stderr three', 'stdout one', 'stdout two']);
	});

	it('ends a program by SIGTERM, and by SIGKILL when it does not hear', async () => {
		const hearing = started(`console.log("up");${forEver}`);
		const deaf = started(`console.log("up"); process.on("SIGTERM", () => {});${forEver}`);
		await eventually('both run', () => hearing.lines.length === 1 && deaf.lines.length === 1);
		expect(await hearing.running.end(2_000)).toEqual({ wasKilled: false });
		expect(await deaf.running.end(200)).toEqual({ wasKilled: true });
		expect(await deaf.running.exited).toEqual({ code: null, signal: 'SIGKILL' });
	});

	it('asks, and hears the answer, or that there is nobody any more', async () => {
		const answering =
			"setInterval(() => {}, 1_000); process.on('message', (m) => m === 'drain' && process.send('drained'));";
		const { lines, running } = started(`${answering} console.log("up");`);
		await eventually('it runs', () => lines.length === 1);
		await running.ask('drain');
		await running.end(2_000);
		await running.ask('drain');
		expect(await running.exited).toEqual({ code: null, signal: 'SIGTERM' });
	});
});
