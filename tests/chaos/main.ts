/**
 * `npm run chaos -- NAME [--seconds N] [--sabotage NAME]`: lets things go wrong on purpose and checks that nothing
 * is lost, invented or counted twice. Prints one JSON line per figure, then what did not hold; exit 1 when
 * something did not. A sabotage spoils what is stored before it is looked at: the run must fail.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { tell } from '../bench/figure.ts';
import { fullIngestChaos, ingestChaos } from './ingest.ts';
import { outageChaos } from './outage.ts';
import { sabotages } from './stored.ts';
import { workersChaos } from './workers.ts';

interface Run {
	/** Without `--seconds`. */
	readonly seconds: number;
	/** Resolves with what did not hold. */
	readonly run: (seconds: number, sabotage: string | undefined) => Promise<string[]>;
}

const runs: Readonly<Record<string, Run>> = {
	ingest: { seconds: 300, run: (s, sabotage) => ingestChaos(fullIngestChaos(s, sabotage), tell) },
	workers: { seconds: 60, run: (s, sabotage) => workersChaos(s, sabotage, tell) },
	outage: { seconds: 300, run: (s, sabotage) => outageChaos(s, sabotage, tell) }
};

const [name = '', ...rest] = process.argv.slice(2);
if (name === 'soak') process.exit(await soak(rest));
const { values } = parseArgs({
	args: rest,
	options: { seconds: { type: 'string' }, sabotage: { type: 'string' } }
});
const chosen = runs[name];
const seconds = Number(values.seconds ?? chosen?.seconds);
const sabotage = values.sabotage;
if (!chosen) refuse('run', name, [...Object.keys(runs), 'soak']);
if (!(seconds >= 1)) refuse('--seconds', String(values.seconds), ['a number from 1']);
if (sabotage !== undefined && sabotage !== 'each' && !(sabotage in sabotages))
	refuse('--sabotage', sabotage, [...Object.keys(sabotages), 'each']);

const reasons = await chosen.run(seconds, sabotage);
const outcome = reasons.length === 0 ? 'ok' : 'failed';
process.stdout.write(`${JSON.stringify({ run: name, outcome, reasons })}\n`);
process.exit(reasons.length === 0 ? 0 : 1);

/** The soak reads its own arguments. */
function soak(args: readonly string[]): Promise<number> {
	const file = fileURLToPath(new URL('soak.ts', import.meta.url));
	const child = spawn(process.execPath, [file, ...args], { stdio: 'inherit' });
	return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}

function refuse(what: string, given: string, accepted: readonly string[]): never {
	process.stderr.write(`${what}: ${given} is not known; accepted: ${accepted.join(', ')}\n`);
	process.exit(64);
}
