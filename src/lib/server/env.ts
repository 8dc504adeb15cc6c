import { z } from 'zod';
import { logLevels } from './log.ts';

/** Exit code for a wrong configuration (sysexits EX_CONFIG). */
export const EXIT_CONFIG = 78;

/** The environment of a process, as the runtime gives it. */
export type Environment = Readonly<Record<string, string | undefined>>;

const secret = /PASSWORD|TOKEN|SECRET/;

/** One line a fault: the variable, what was given (secrets hidden), what is accepted. */
export class ConfigError extends Error {
	readonly faults: readonly string[];
	constructor(faults: readonly string[]) {
		super(faults.join('\n'));
		this.name = 'ConfigError';
		this.faults = faults;
	}
}

/**
 * Reads an environment by a schema whose fields carry `.describe()` with what they accept.
 * An empty or blank variable counts as not set. Throws one ConfigError with every fault.
 */
export function parseEnv<Shape extends z.ZodRawShape>(
	shape: Shape,
	environment: Environment
): z.output<z.ZodObject<Shape>> {
	const given = Object.fromEntries(
		Object.keys(shape)
			.map((name) => [name, environment[name]?.trim()] as const)
			.filter(([, value]) => value !== undefined && value !== '')
	);
	const result = z.object(shape).safeParse(given);
	if (result.success) return result.data;
	const names = [...new Set(result.error.issues.map((issue) => String(issue.path[0] ?? '')))];
	throw new ConfigError(names.map((name) => fault(name, given[name], shape[name])));
}

function fault(name: string, value: string | undefined, field: unknown): string {
	return `${name}: given ${show(name, value)}, accepted: ${acceptedBy(field) ?? 'another value'}`;
}

/** The description of a field, which a wrapper for its absence does not carry on. */
function acceptedBy(field: unknown): string | undefined {
	if (field instanceof z.ZodType && field.description !== undefined) return field.description;
	const isWrapper = field instanceof z.ZodOptional || field instanceof z.ZodDefault;
	return isWrapper ? acceptedBy(field.unwrap()) : undefined;
}

function show(name: string, value: string | undefined): string {
	if (value === undefined) return 'nothing';
	if (secret.test(name)) return '***';
	// Whatever stands before the last @ may be a password, also in a URL that cannot be read as one.
	const plain = value
		.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1***@')
		.replace(/(:\/\/[^?]*\?).*/s, '$1***');
	return JSON.stringify(plain.length > 64 ? `${plain.slice(0, 64)}…` : plain);
}

const integer = (min: number, max: number) =>
	z
		.string()
		.regex(/^(0|[1-9]\d*)$/)
		.transform(Number)
		.pipe(z.number().int().min(min).max(max))
		.describe(`a whole number from ${min} to ${max}`);

const url = (...schemes: string[]) =>
	z
		.string()
		.refine((text) => URL.canParse(text) && schemes.some((scheme) => isUrlOf(scheme, text)))
		.describe(`a URL that begins with ${schemes.map((s) => `${s}://`).join(' or ')}`);

/** `URL` alone also takes `http:host` and, for schemes that it does not know, `mqtt:host:1883`. */
function isUrlOf(scheme: string, text: string): boolean {
	const start = `${scheme}://`;
	return text.toLowerCase().startsWith(start) && text.length > start.length;
}

/** The building blocks of the processes' schemas: each says what it accepts. */
export const field = {
	port: (standard: number) =>
		integer(1, 65535).default(standard).describe('a port from 1 to 65535'),
	integer: (standard: number, min: number, max: number) =>
		integer(min, max).default(standard).describe(`a whole number from ${min} to ${max}`),
	url,
	text: (accepted: string, pattern = /^.{1,1024}$/s) =>
		z.string().regex(pattern).describe(accepted),
	choice: <const T extends readonly [string, ...string[]]>(values: T) =>
		z.enum(values).describe(`one of ${values.join(', ')}`),
	logLevel: z
		.enum(logLevels)
		.default('info')
		.describe(`one of ${logLevels.join(', ')}`)
};

/**
 * Runs `read` and returns its configuration; on faults writes one line each to standard error and
 * ends the process with exit code 78.
 */
export function configOrExit<T>(read: () => T): T {
	try {
		return read();
	} catch (error) {
		if (!(error instanceof ConfigError)) throw error;
		process.stderr.write(`${error.faults.join('\n')}\n`);
		process.exit(EXIT_CONFIG);
	}
}
