/** Reads a recorded event log as a stream: however long it is, one line is in memory. */
import { createReadStream } from 'node:fs';
import { ACCEPTED_LINE, parseLine, type Recorded } from './replay.ts';

/** A line holds at most so many bytes: a payload of 1 MiB with every character escaped. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;
const NEWLINE = 10;

/** A message with its line's number, from 1, and the bytes of the file up to its end. */
export interface LogLine {
	readonly number: number;
	readonly recorded: Recorded;
	readonly bytes: number;
}

/** A line that cannot be replayed, with its number and what is accepted. */
class BadLine extends Error {
	constructor(number: number, fault: string) {
		super(`line ${number}: ${fault}; accepted: ${ACCEPTED_LINE}`);
		this.name = 'BadLine';
	}
}

/** The messages of a file in their order; empty lines are passed over. Throws BadLine at the first bad one. */
export async function* readLog(file: string): AsyncGenerator<LogLine> {
	const decoder = new TextDecoder('utf-8', { fatal: true });
	let number = 0;
	let bytes = 0;
	for await (const line of linesOf(file)) {
		number++;
		bytes += line.length + 1;
		let text: string;
		try {
			text = decoder.decode(line).trim();
		} catch {
			throw new BadLine(number, 'not UTF-8');
		}
		if (text === '') continue;
		const recorded = parseLine(text);
		if (typeof recorded === 'string') throw new BadLine(number, recorded);
		yield { number, recorded, bytes };
	}
}

async function* linesOf(file: string): AsyncGenerator<Buffer> {
	let parts: Buffer[] = [];
	let length = 0;
	let number = 1;
	for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
		let start = 0;
		for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
			yield Buffer.concat([...parts, chunk.subarray(start, end)]);
			number++;
			parts = [];
			length = 0;
			start = end + 1;
		}
		parts.push(chunk.subarray(start));
		length += chunk.length - start;
		if (length > MAX_LINE_BYTES) throw new BadLine(number, `longer than ${MAX_LINE_BYTES} bytes`);
	}
	if (length > 0) yield Buffer.concat(parts);
}
