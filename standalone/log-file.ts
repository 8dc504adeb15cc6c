import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

export interface LogFile {
	/** Appends a line. Never throws: a full disk must not end what is being logged. */
	write(line: string): void;
	close(): void;
}

/** Beyond this the file becomes the old one, which replaces the one before. */
const MAX_BYTES = 10 * 1024 * 1024;

/** Appends to `FOLDER/NAME.log`, opened with the first line; at most `NAME.old.log` is beside it. */
export function openLogFile(folder: string, name: string, maxBytes = MAX_BYTES): LogFile {
	const file = `${folder}/${name}.log`;
	let handle: number | null = null;
	let bytes = 0;

	function open(): number {
		const opened = openSync(file, 'a', 0o600);
		bytes = fstatSync(opened).size;
		return opened;
	}

	function close(): void {
		if (handle !== null) closeSync(handle);
		handle = null;
	}

	return {
		write(line) {
			try {
				handle ??= open();
				if (bytes >= maxBytes) {
					renameSync(file, `${folder}/${name}.old.log`);
					close();
					handle = open();
				}
				bytes += writeSync(handle, `${line}\n`);
			} catch {
				// There is no other place to say it in; the next line tries again.
			}
		},
		close
	};
}
