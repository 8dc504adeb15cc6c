/** `npm run import -- FILE.csv [--partial]`: loads a file into the running server. */
import { readFile } from 'node:fs/promises';
import { configOrExit } from '#server/env.ts';
import { readClientConfig } from './config.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

function giveUp(line: string, code = 1): never {
	process.stderr.write(`import: ${line}\n`);
	process.exit(code);
}

const files = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const [file] = files;
if (file === undefined || files.length > 1 || flags.some((flag) => flag !== '--partial'))
	giveUp(`given ${JSON.stringify(process.argv.slice(2))}, accepted: FILE.csv [--partial]`, 2);

const { url, token } = configOrExit(readClientConfig);
const bytes = await readFile(file).catch((error: unknown) =>
	giveUp(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
);

interface Answer {
	readonly kind: string | null;
	readonly loaded: number;
	readonly faultCount: number;
	readonly faults: readonly Readonly<Record<'line' | 'column' | 'given' | 'accepted', string>>[];
}

const response = await fetch(`${url}/api/v1/import?partial=${String(flags.length > 0)}`, {
	method: 'POST',
	headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
	body: bytes
}).catch(() =>
	giveUp(`no server answers at ${url}: start it first (npm start), or set HOST and PORT`)
);
if (!response.ok) giveUp(`the server refuses: ${String(response.status)} ${await response.text()}`);
const { kind, loaded, faultCount, faults } = (await response.json()) as Answer;
for (const { line, column, given, accepted } of faults)
	say(
		`line ${line}${column === '' ? '' : `, ${column}`}: given ${JSON.stringify(given)}; accepted: ${accepted}`
	);
if (faultCount > faults.length) say(`… and ${String(faultCount - faults.length)} more`);
if (loaded > 0) say(`${String(kind)}: ${String(loaded)} lines loaded`);
if (faultCount === 0) process.exit(0);
if (loaded === 0) giveUp(`${file} has ${String(faultCount)} faults: nothing is loaded`);
say(`${String(faultCount)} faults: these lines are left out`);
