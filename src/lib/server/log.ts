import { pino } from 'pino';

/** Structured log: a constant message, facts as fields. Never a payload, a token or a URL with one. */
export interface Log {
	debug(fields: object, message: string): void;
	info(fields: object, message: string): void;
	warn(fields: object, message: string): void;
	error(fields: object, message: string): void;
}

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** A log of one process: JSON lines on standard output, secrets cut out by name. */
export function createLog(process: string, level: LogLevel): Log {
	return pino(
		{
			name: process,
			level,
			base: { process },
			timestamp: pino.stdTimeFunctions.isoTime,
			redact: { paths: ['password', 'token', '*.password', '*.token', 'url'], censor: '***' }
		},
		// Written at once: a reader that goes away must not leave lines, and the process, waiting.
		pino.destination({ dest: 1, sync: true })
	);
}
