/** What the terminal shows of the parts' logs: warnings and errors, a line each. */
import type { Output } from './program.ts';

const WARN = 40;
const ERROR = 50;
const MAX_LENGTH = 300;
/** Of the log itself, not of what happened. */
const FRAME = new Set(['level', 'time', 'process', 'name', 'msg', 'err']);

export interface Words {
	readonly text: string;
	readonly isError: boolean;
}

/** A line of a part's output as the terminal shows it, or null when it is not for the terminal. */
export function readable(line: string, from: Parameters<Output>[1]): Words | null {
	const entry = parseEntry(line);
	// What is no log was written for people: a notice on standard output, a fault on standard error.
	if (entry === null)
		return line.trim() === '' ? null : { text: plain(line), isError: from === 'stderr' };
	const level = Number(entry['level']);
	if (!(level >= WARN)) return null;
	const facts = Object.entries(entry)
		.filter(([name]) => !FRAME.has(name))
		.map(([name, value]) => `${name}=${JSON.stringify(value)}`);
	const reason = reasonIn(entry['err']);
	const text = [
		String(entry['msg']),
		...(reason === null ? [] : [`: ${reason}`]),
		...(facts.length === 0 ? [] : [` (${facts.join(' ')})`])
	].join('');
	return { text: plain(text), isError: level >= ERROR };
}

/** The fields of a JSON log line, or null when it is none. */
export function parseEntry(line: string): Record<string, unknown> | null {
	if (!line.startsWith('{')) return null;
	try {
		const value: unknown = JSON.parse(line);
		return typeof value === 'object' && value !== null && 'level' in value && 'msg' in value
			? { ...value }
			: null;
	} catch {
		return null;
	}
}

function reasonIn(error: unknown): string | null {
	if (typeof error !== 'object' || error === null || !('message' in error)) return null;
	return String(error.message);
}

/** Without control characters, by which a device could write over the terminal, and not too long. */
function plain(text: string): string {
	// eslint-disable-next-line no-control-regex -- they are what is removed
	const line = text.replace(/\x1b\[[0-9;]*m/g, '').replace(/[\x00-\x08\x0a-\x1f\x7f-\x9f]/g, ' ');
	return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}
