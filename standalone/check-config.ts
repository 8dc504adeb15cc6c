/**
 * Reads configurations as the processes would that own them, so that `npm start` can say every fault
 * before anything starts. Exits 78 with one line a fault. usage: check-config.ts FILE#EXPORT …
 */
import { ConfigError, configOrExit } from '#server/env.ts';

const faults = new Set<string>();
for (const reader of process.argv.slice(2)) {
	const [file = '', name = ''] = reader.split('#');
	// The import table forbids standalone to import these files; this process stands for their owners.
	const module = (await import(new URL(`../${file}`, import.meta.url).href)) as Record<
		string,
		() => unknown
	>;
	const read = module[name];
	if (!read) throw new Error(`${file} has no ${name}`);
	try {
		read();
	} catch (error) {
		if (!(error instanceof ConfigError)) throw error;
		for (const fault of error.faults) faults.add(fault);
	}
}
if (faults.size > 0)
	configOrExit(() => {
		throw new ConfigError([...faults]);
	});
