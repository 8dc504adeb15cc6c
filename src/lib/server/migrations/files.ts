import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A migration as it stands in its file: forward only, never edited once applied. */
export interface Migration {
	/** `NNNN_name`. */
	readonly name: string;
	readonly sha256: string;
	readonly statements: readonly string[];
}

/** What a store remembers of a migration. `statements` counts those done; all of them means applied. */
export interface Applied {
	readonly name: string;
	readonly sha256: string;
	readonly statements: number;
}

/** A migration that is to run, from the statement at which it stopped before. */
export interface Pending {
	readonly migration: Migration;
	readonly from: number;
}

/** The history of a store and the files do not fit together; nothing was changed. */
export class MigrationDrift extends Error {
	constructor(message: string) {
		super(message);
		this.name = 'MigrationDrift';
	}
}

/** The migrations of a folder, in order. Refuses a name that is not `NNNN_name.sql` and a number twice or left out. */
export async function readMigrations(folder: string): Promise<Migration[]> {
	const files = (await readdir(folder)).filter((f) => f.endsWith('.sql')).sort();
	return Promise.all(
		files.map(async (file, index) => {
			const number = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(file)?.[1];
			if (number === undefined || Number(number) !== index + 1)
				throw new MigrationDrift(
					`${file}: expected ${String(index + 1).padStart(4, '0')}_name.sql (numbers from 0001, none left out)`
				);
			const text = await readFile(join(folder, file), 'utf8');
			return {
				name: file.slice(0, -4),
				sha256: createHash('sha256').update(text).digest('hex'),
				statements: splitStatements(text)
			};
		})
	);
}

/**
 * What is left to run. Throws MigrationDrift when a migration that began was edited or is gone, or
 * when one would run before one that was already begun.
 */
export function planMigrations(
	files: readonly Migration[],
	applied: readonly Applied[]
): Pending[] {
	const byName = new Map(applied.map((a) => [a.name, a]));
	const pending: Pending[] = [];
	for (const migration of files) {
		const before = byName.get(migration.name);
		byName.delete(migration.name);
		if (before && before.sha256 !== migration.sha256)
			throw new MigrationDrift(
				`${migration.name} was edited after it was applied (SHA-256 ${migration.sha256.slice(0, 12)}, applied ${before.sha256.slice(0, 12)}): restore the file and write a new migration`
			);
		if (before && pending[0])
			throw new MigrationDrift(
				`${migration.name} was begun, but ${pending[0].migration.name} before it is not applied`
			);
		const from = before?.statements ?? 0;
		if (from < migration.statements.length) pending.push({ migration, from });
	}
	const gone = [...byName.keys()][0];
	if (gone !== undefined)
		throw new MigrationDrift(
			`${gone} was applied, but its file is gone: this program is older than its data`
		);
	return pending;
}

/**
 * The statements of an SQL text, split at semicolons outside of strings, quoted names, comments and
 * PostgreSQL's dollar quotes. Comments stay; a piece of nothing but comments is left out.
 */
export function splitStatements(sql: string): string[] {
	const token =
		/'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|;|[\s\S]/g;
	const statements: string[] = [];
	let text = '';
	let hasCode = false;
	const end = () => {
		if (hasCode) statements.push(text.trim());
		text = '';
		hasCode = false;
	};
	for (const [piece] of sql.matchAll(token)) {
		if (piece === ';') end();
		else {
			text += piece;
			hasCode ||= !/^\s|^--|^\/\*/.test(piece);
		}
	}
	end();
	return statements;
}
