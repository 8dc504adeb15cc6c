/** `npm run bench [-- NAME]`: measures on this machine; every figure is one JSON line on standard output. */
import { ingestBench } from './ingest.ts';
import { queriesBench } from './queries.ts';
import { signInBench } from './sign-in.ts';

const benches: Readonly<Record<string, () => Promise<void>>> = {
	ingest: ingestBench,
	queries: queriesBench,
	'sign-in': signInBench
};
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
	process.stderr.write(
		`no such benchmark: ${unknown.join(', ')}; accepted: ${Object.keys(benches).join(', ')}\n`
	);
	process.exit(64);
}
for (const name of asked.length > 0 ? asked : Object.keys(benches)) await benches[name]?.();
process.exit();
