import type { Clock } from '#server/clock.ts';
import { openLogFile, type LogFile } from './log-file.ts';
import type { Output } from './program.ts';
import { parseEntry, readable } from './readable.ts';

/** Where everything goes that is said while the parts run: the terminal, and a log file for each part. */
export interface Journal {
	/** A line for people, on the terminal and in the supervisor's own log. */
	say(words: string): void;
	/** A fault, on the terminal's standard error and in the supervisor's own log. */
	complain(words: string): void;
	/** Text for the terminal alone, such as an address with a token. */
	print(text: string): void;
	/** Takes what a part writes: its log to its file, warnings and errors to the terminal too. */
	outputOf(part: string): Output;
	/** From now on the terminal shows nothing of the parts: while stopping, they complain of each other's end. */
	hush(): void;
	close(): void;
}

/** The same words of a part within this time are shown once. */
const REPEAT_MS = 30_000;
const MAX_REMEMBERED = 500;

/** Opens the log files in `folder` as they are needed. The caller closes it. */
export function openJournal(folder: string, clock: Clock): Journal {
	const files = new Map<string, LogFile>();
	const shownAt = new Map<string, number>();
	let isHushed = false;

	// A terminal that is gone, or a reader that has closed its end, is no reason to fall.
	for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

	function fileOf(part: string): LogFile {
		const file = files.get(part) ?? openLogFile(folder, part);
		files.set(part, file);
		return file;
	}

	/** Writes words as a log line into a part's file. */
	function record(part: string, level: number, msg: string): void {
		const time = new Date(clock.now()).toISOString();
		fileOf(part).write(JSON.stringify({ level, time, process: part, msg }));
	}

	function isRepeated(words: string): boolean {
		const now = clock.now();
		const last = shownAt.get(words);
		if (last !== undefined && now - last < REPEAT_MS) return true;
		if (shownAt.size >= MAX_REMEMBERED) shownAt.clear();
		shownAt.set(words, now);
		return false;
	}

	return {
		say(words) {
			process.stdout.write(`${words}\n`);
			record('supervisor', 30, words);
		},
		complain(words) {
			process.stderr.write(`${words}\n`);
			record('supervisor', 50, words);
		},
		print: (text) => void process.stdout.write(`${text}\n`),
		outputOf: (part) => (line, from) => {
			if (parseEntry(line)) fileOf(part).write(line);
			else if (from === 'stderr' && line.trim() !== '') record(part, 50, line);
			const words = isHushed ? null : readable(line, from);
			if (words === null) return;
			const text = `${part}: ${words.text}`;
			if (isRepeated(text)) return;
			(words.isError ? process.stderr : process.stdout).write(`${text}\n`);
		},
		hush() {
			isHushed = true;
		},
		close() {
			for (const file of files.values()) file.close();
			files.clear();
		}
	};
}
