import { CsvError, parse } from 'csv-parse/sync';

/** A fault of a file: its line (the header is 1), what was there, and what is accepted. */
export interface ImportFault {
	readonly line: number;
	readonly column: string;
	readonly given: string;
	readonly accepted: string;
}

/** A line of a file by its columns. */
export interface CsvLine {
	readonly line: number;
	readonly values: Readonly<Record<string, string>>;
}

/** A file as a table, or why it is none. */
export type CsvFile =
	| {
			readonly header: readonly string[];
			readonly lines: readonly CsvLine[];
			readonly faults: readonly ImportFault[];
	  }
	| { readonly fault: ImportFault };

interface Parsed {
	readonly record: readonly string[];
	readonly info: { readonly lines: number };
}

/**
 * Reads a CSV file: UTF-8, with or without a byte order mark, comma-separated, quoted where needed, the first line a
 * header. A line with another number of values than the header is a fault of its own.
 */
export function readCsv(bytes: Uint8Array): CsvFile {
	const text = textOf(bytes);
	if (typeof text !== 'string') return { fault: text };
	let rows: readonly Parsed[];
	try {
		rows = parse(text, {
			...{ info: true, relax_column_count: true, skip_empty_lines: true, trim: true }
		}) as unknown as readonly Parsed[];
	} catch (error) {
		if (!(error instanceof CsvError)) throw error;
		const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
		return { fault: { line, column: '', given: shown(error.message), accepted: 'CSV' } };
	}
	const [head, ...others] = rows;
	const header = (head?.record ?? []).map((name) => name.trim());
	const faults: ImportFault[] = [];
	const lines = others.flatMap(({ record, info }): CsvLine[] => {
		if (record.length === header.length)
			return [
				{
					line: info.lines,
					values: Object.fromEntries(header.map((name, i) => [name, record[i] ?? '']))
				}
			];
		faults.push({
			...{ line: info.lines, column: '', given: `${String(record.length)} values` },
			accepted: `${String(header.length)} values, as the header has`
		});
		return [];
	});
	return { header, lines, faults };
}

/** The text of the bytes, or the line at which they are no UTF-8. */
function textOf(bytes: Uint8Array): string | ImportFault {
	const accepted = 'UTF-8 (in Excel: CSV UTF-8)';
	if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
		return { line: 1, column: '', given: 'UTF-16', accepted };
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return {
			line: firstBadLine(bytes),
			column: '',
			given: 'bytes that are no UTF-8, GBK perhaps',
			accepted
		};
	}
}

function firstBadLine(bytes: Uint8Array): number {
	let line = 1;
	for (let from = 0; from < bytes.length; line++) {
		const end = bytes.indexOf(0x0a, from);
		const to = end < 0 ? bytes.length : end;
		try {
			new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(from, to));
		} catch {
			return line;
		}
		from = to + 1;
	}
	return line;
}

/** A value as a message shows it. */
export function shown(value: string): string {
	return value.length > 64 ? `${value.slice(0, 64)}…` : value;
}
