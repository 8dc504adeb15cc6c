/** How far the nation has been told: what a restart needs to go on with the same items and identities. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const segment = z.object({
	from: z.int(),
	rate: z.number().min(0),
	shape: z.enum(['daily', 'flat']),
	carried: z.enum(['all', 'ends']),
	share: z.number().min(0).max(1)
});

const marker = z.object({
	version: z.literal(1),
	seed: z.int(),
	segments: z.array(segment).min(1),
	/** Everything that happened before it was published and acknowledged. */
	toldUntil: z.int(),
	/** Nothing that happens from here on was published: only from here on the plan may change. */
	plannedUntil: z.int(),
	/** The boot that is being told, where its counters begin, and where the next one takes over, if known. */
	boot: z.object({ name: z.string(), at: z.int(), until: z.int().nullable() }),
	/** The last `seq` of this boot by topic. */
	seqs: z.record(z.string(), z.int())
});

export type Marker = Readonly<z.output<typeof marker>>;

/** The marker of a file, or null when there is none. Rejects when it is not readable as one. */
export async function loadMarker(file: string): Promise<Marker | null> {
	try {
		return marker.parse(JSON.parse(await readFile(file, 'utf8')));
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
		throw error;
	}
}

/** Writes the marker so that a reader finds either the old one or the new one. */
export async function saveMarker(file: string, value: Marker): Promise<void> {
	await mkdir(dirname(file), { recursive: true });
	await writeFile(`${file}.new`, JSON.stringify(value));
	await rename(`${file}.new`, file);
}
