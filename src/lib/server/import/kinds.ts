/** What can be imported: which columns each kind has, and what they accept. */
import { provinceOf } from '#domain/province.ts';
import { dayStart } from '#domain/time.ts';
import { readCsv, shown, type CsvLine, type ImportFault } from './csv.ts';

/** A value of a column: undefined when it is not accepted. */
type Read = (given: string) => string | number | undefined;

interface Column {
	readonly read: Read;
	readonly accepted: string;
}

const matching = (form: RegExp, accepted: string): Column => ({
	accepted,
	read: (given) => (form.test(given) ? given : undefined)
});

const day: Column = {
	accepted: 'a day such as 2026-03-01',
	read: (given) => (dayStart(given) === undefined ? undefined : given)
};

const whole: Column = {
	accepted: 'a whole number from 0',
	read: (given) => (/^\d{1,15}$/.test(given) ? Number(given) : undefined)
};

const text: Column = matching(/^.{1,64}$/su, '1 to 64 characters');

interface Kind {
	readonly name: 'history' | 'calendar' | 'sites';
	readonly table: 'history' | 'calendar_day' | 'site';
	readonly columns: Readonly<Record<string, Column>>;
	/** What two lines of a file may not share. */
	readonly key: readonly string[];
}

const kinds: readonly Kind[] = [
	{
		...{ name: 'history', table: 'history', key: ['province', 'project', 'day'] },
		columns: {
			province: {
				accepted: 'the two digits of a province',
				read: (given) => (provinceOf(given) ? given : undefined)
			},
			project: matching(/^[A-Z]{2,10}$/, 'a project code of 2 to 10 letters A-Z'),
			day,
			accepted: whole,
			revenue_fen: whole
		}
	},
	{
		...{ name: 'calendar', table: 'calendar_day', key: ['date'] },
		columns: {
			date: day,
			kind: matching(/^(holiday|workday)$/, 'holiday or workday'),
			name: text
		}
	},
	{
		...{ name: 'sites', table: 'site', key: ['site'] },
		columns: {
			site: {
				accepted: 'six digits of a province, and a suffix perhaps',
				read: (given) =>
					/^[0-9]{6}(-[a-z0-9]{1,16})?$/.test(given) && provinceOf(given.slice(0, 2))
						? given
						: undefined
			},
			name: text,
			kind: text
		}
	}
];

/** A file that was read: what is good of it, and every fault. */
export interface ImportFile {
	/** Undefined when nobody can tell. */
	readonly kind: Kind['name'] | undefined;
	readonly table: Kind['table'] | undefined;
	readonly columns: readonly string[];
	readonly rows: readonly (readonly (string | number)[])[];
	readonly faults: readonly ImportFault[];
}

/** Reads a CSV file of a kind that its header names, in any order of the columns. */
export function readImport(bytes: Uint8Array): ImportFile {
	const file = readCsv(bytes);
	const nothing = { kind: undefined, table: undefined, columns: [], rows: [] };
	if ('fault' in file) return { ...nothing, faults: [file.fault] };
	const kind = kinds.find(({ columns }) => isHeader(file.header, Object.keys(columns)));
	if (!kind) {
		const accepted = kinds
			.map(({ name, columns }) => `${Object.keys(columns).join(',')} (${name})`)
			.join(' or ');
		const given = shown(file.header.join(','));
		return { ...nothing, faults: [{ line: 1, column: '', given, accepted }] };
	}
	const { rows, faults } = readLines(kind, file.lines);
	const all = [...file.faults, ...faults].sort((a, b) => a.line - b.line);
	return {
		...{ kind: kind.name, table: kind.table, columns: Object.keys(kind.columns), rows },
		faults: all
	};
}

function isHeader(header: readonly string[], columns: readonly string[]): boolean {
	return header.length === columns.length && columns.every((name) => header.includes(name));
}

function readLines(kind: Kind, lines: readonly CsvLine[]) {
	const rows: (string | number)[][] = [];
	const faults: ImportFault[] = [];
	const first = new Map<string, number>();
	for (const { line, values } of lines) {
		const read = Object.entries(kind.columns).map(([column, { read: accept, accepted }]) => {
			const given = values[column] ?? '';
			const value = accept(given);
			if (value === undefined) faults.push({ line, column, given: shown(given), accepted });
			return value;
		});
		const key = kind.key.map((column) => values[column]).join(',');
		const before = first.get(key);
		if (before !== undefined)
			faults.push({
				...{ line, column: kind.key.join(','), given: shown(key) },
				accepted: `once; line ${String(before)} has it, too`
			});
		else if (read.every((value) => value !== undefined)) rows.push(read);
		first.set(key, before ?? line);
	}
	return { rows, faults };
}
