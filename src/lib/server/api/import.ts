import { mayImport, type Caller } from '../auth/caller.ts';
import type { ClickHouse } from '../clickhouse/client.ts';
import { readImport } from '../import/kinds.ts';
import { choiceOf } from './parameters.ts';
import { ApiFault } from './fault.ts';

/** Faults that an answer names; there may be more. */
const MOST_FAULTS = 1_000;

/**
 * Loads a CSV file of a kind that its header names, and answers how many lines were loaded and every fault. Of a
 * file with a fault nothing is loaded, unless `partial=true`: then its good lines are. The same file again changes
 * nothing.
 */
export async function importFile(
	db: ClickHouse,
	bytes: Uint8Array,
	query: URLSearchParams,
	caller: Caller
) {
	if (!mayImport(caller))
		throw new ApiFault(403, 'forbidden', 'imports are for operators and admins');
	const isPartial = choiceOf(query, 'partial', ['true', 'false']) === 'true';
	const { kind, table, columns, rows, faults } = readImport(bytes);
	const isLoaded = table !== undefined && rows.length > 0 && (isPartial || faults.length === 0);
	if (isLoaded) {
		const lines = rows.map((row) => JSON.stringify(row)).join('\n');
		// Of several rows of one key the last written counts: a file may be loaded again at any time.
		await db.insert(table, columns, lines, `import-${crypto.randomUUID()}`);
	}
	return {
		kind: kind ?? null,
		loaded: isLoaded ? rows.length : 0,
		faultCount: faults.length,
		faults: faults.slice(0, MOST_FAULTS)
	};
}
