import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
	MigrationDrift,
	planMigrations,
	readMigrations,
	splitStatements,
	type Applied,
	type Migration
} from '#server/migrations/files.ts';

describe('splitStatements', () => {
	it.each([
		['nothing', '', []],
		['space and semicolons', ' ;\n;; ', []],
		['one without an end', 'SELECT 1', ['SELECT 1']],
		['two', 'SELECT 1;\nSELECT 2;\n', ['SELECT 1', 'SELECT 2']],
		['comments alone', '-- a;\n/* b; */', []],
		['a comment before', '-- a; b\nSELECT 1;', ['-- a; b\nSELECT 1']],
		['a comment inside', 'SELECT /* ; */ 1;', ['SELECT /* ; */ 1']],
		['a comment at the end', 'SELECT 1 -- ;', ['SELECT 1 -- ;']],
		['a comment behind', 'SELECT 1; -- done', ['SELECT 1']],
		[
			'a text',
			"SELECT ';', 'it''s;', '\\';'; SELECT 2",
			["SELECT ';', 'it''s;', '\\';'", 'SELECT 2']
		],
		['a backslash before a line end', "SELECT '\\\n;'; SELECT 2", ["SELECT '\\\n;'", 'SELECT 2']],
		['a text with --', "SELECT '--'; SELECT 2", ["SELECT '--'", 'SELECT 2']],
		['a text with /*', "SELECT '/*'; SELECT '*/'", ["SELECT '/*'", "SELECT '*/'"]],
		['a quote in a comment', "-- it's\nSELECT 1; SELECT 2", ["-- it's\nSELECT 1", 'SELECT 2']],
		['quoted names', 'SELECT ";", `;`; SELECT 2', ['SELECT ";", `;`', 'SELECT 2']],
		['a doubled quote in a name', 'SELECT "a"";"; SELECT 2', ['SELECT "a"";"', 'SELECT 2']],
		['dollar quotes', 'DO $$ a; b $$; SELECT 2', ['DO $$ a; b $$', 'SELECT 2']],
		[
			'tagged dollar quotes',
			'DO $x$ a; $$ ; $$ $x$; SELECT 2',
			['DO $x$ a; $$ ; $$ $x$', 'SELECT 2']
		],
		['division and minus', 'SELECT 4 / 2 - 1; SELECT 2', ['SELECT 4 / 2 - 1', 'SELECT 2']]
	])('%s', (_name, sql, statements) => {
		expect(splitStatements(sql)).toEqual(statements);
	});

	it('gives back the statements that were joined, whatever is quoted in them', () => {
		const inside = fc.string({ unit: fc.constantFrom(...';-/*$x \n'.split('')), maxLength: 8 });
		const piece = fc.oneof(
			fc.constantFrom('SELECT', ' ', '\n', '1', ',', '(', ')', '- ', '/ '),
			inside.map((text) => ` '${text}' `),
			inside.map((text) => ` '${text.replaceAll('x', "''").replaceAll('$', "\\'")}' `),
			inside.map((text) => ` "${text}" `),
			inside.map((text) => ` \`${text}\` `),
			inside.map((text) => ` --${text.replaceAll('\n', '')}'"\n`),
			inside.map((text) => ` /*${text.replaceAll('/', '').replaceAll('*', ' ')}'"*/ `),
			inside.map((text) => ` $$${text.replaceAll('$', '')}'"$$ `),
			inside.map((text) => ` $tag$${text.replaceAll('$', '')}$$'$tag$ `)
		);
		const statement = fc
			.array(piece, { minLength: 1 })
			.map((pieces) => `SELECT ${pieces.join('')}`.trim());
		fc.assert(
			fc.property(fc.array(statement), fc.constantFrom(';', ';\n', '\n;;\n'), (statements, end) => {
				expect(splitStatements(statements.map((one) => `${one}\n${end}`).join(''))).toEqual(
					statements
				);
			}),
			{ numRuns: 500 }
		);
	});

	it('loses nothing but space, semicolons and pieces of comments alone, and never hangs', () => {
		const text = fc.string({
			unit: fc.constantFrom(...';-/*$x\'"`\\ \n'.split('')),
			maxLength: 40
		});
		fc.assert(
			fc.property(text, (sql) => {
				let rest = sql;
				for (const statement of splitStatements(sql)) {
					expect(rest).toContain(statement);
					rest = rest.slice(rest.indexOf(statement) + statement.length);
				}
			}),
			{ numRuns: 1_000 }
		);
	});
});

const file = (number: number, statements = 2): Migration => ({
	name: `000${number}_m`,
	sha256: `sha-of-${number}`,
	statements: Array.from({ length: statements }, (_, i) => `SELECT ${i}`)
});
const applied = (number: number, statements = 2): Applied => ({
	name: `000${number}_m`,
	sha256: `sha-of-${number}`,
	statements
});

describe('planMigrations', () => {
	it.each([
		['nothing at all', [], [], []],
		['all of a new store', [file(1), file(2)], [], ['0001_m from 0', '0002_m from 0']],
		['what is new', [file(1), file(2)], [applied(1)], ['0002_m from 0']],
		['nothing when all is applied', [file(1), file(2)], [applied(1), applied(2)], []],
		['the rest of a half-done one', [file(1, 5)], [applied(1, 3)], ['0001_m from 3']],
		[
			'the rest of a half-done one and what follows',
			[file(1, 5), file(2)],
			[applied(1, 3)],
			['0001_m from 3', '0002_m from 0']
		],
		['nothing of comments alone', [file(1), file(2, 0)], [applied(1)], []],
		['what is before comments alone', [file(1), file(2, 0)], [], ['0001_m from 0']]
	] as const)('leaves to run %s', (_name, files, history, plan) => {
		const pending = planMigrations(files, history);
		expect(pending.map(({ migration, from }) => `${migration.name} from ${from}`)).toEqual(plan);
	});

	it.each([
		['an edited file', [file(1)], [{ ...applied(1), sha256: 'other' }], /0001_m was edited/],
		[
			'an edited half-done one',
			[file(1)],
			[{ ...applied(1, 1), sha256: 'other' }],
			/0001_m was edited/
		],
		['a file that is gone', [file(1)], [applied(1), applied(2)], /0002_m was applied.*gone/],
		['one before an applied one', [file(1), file(2)], [applied(2)], /0001_m before it/],
		['one before a half-done one', [file(1), file(2)], [applied(2, 1)], /0001_m before it/],
		[
			'a half-done one before an applied one',
			[file(1), file(2)],
			[applied(1, 1), applied(2)],
			/0001_m/
		]
	])('refuses %s', (_name, files, history, message) => {
		expect(() => planMigrations(files, history)).toThrow(MigrationDrift);
		expect(() => planMigrations(files, history)).toThrow(message);
	});
});

describe('readMigrations', () => {
	const folders: string[] = [];
	afterEach(async () => {
		for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
	});
	async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
		const folder = await mkdtemp(join(tmpdir(), 'youkan-migrations-'));
		folders.push(folder);
		for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
		return folder;
	}

	it('reads them in order, each with the hash of its text', async () => {
		const folder = await folderOf({
			...{ '0002_b.sql': 'SELECT 2;', '0001_a.sql': 'SELECT 1; SELECT 1.5;', 'notes.md': 'x' }
		});
		expect(await readMigrations(folder)).toMatchObject([
			{ name: '0001_a', statements: ['SELECT 1', 'SELECT 1.5'] },
			// SHA-256 of `SELECT 2;`
			{
				name: '0002_b',
				sha256: '8e7003d62f9d8cbd28da2f243bb0d215bfd4622c716be09be89a8764d9f4c7cb',
				statements: ['SELECT 2']
			}
		]);
	});

	it.each([
		['a number left out', ['0001_a.sql', '0003_c.sql']],
		['a number twice', ['0001_a.sql', '0001_b.sql']],
		['a number that is not the first', ['0002_b.sql']],
		['another form', ['1_a.sql']],
		['capitals', ['0001_A.sql']],
		['no name', ['0001_.sql']]
	])('refuses %s', async (_name, names) => {
		const folder = await folderOf(Object.fromEntries(names.map((name) => [name, 'SELECT 1'])));
		await expect(readMigrations(folder)).rejects.toThrow(MigrationDrift);
	});

	it.each(['clickhouse', 'postgres'])('reads those of %s', async (store) => {
		const folder = new URL(`../../../migrations/${store}`, import.meta.url).pathname;
		const migrations = await readMigrations(folder);
		const files = (await readdir(folder)).filter((name) => name.endsWith('.sql'));
		expect(migrations.map(({ name }) => `${name}.sql`)).toEqual(files.sort());
		for (const { statements } of migrations)
			for (const statement of statements) expect(statement).toMatch(/^(--.*\n|\n)*[A-Z]+ [A-Z]/);
	});
});
