import { parseArgs } from 'node:util';

export const USAGE = 'usage: npm run replay -- FILE [--speed N|max] [--shift]';

export interface ReplayOptions {
	readonly file: string;
	/** Times real time; Infinity is as fast as acknowledged. */
	readonly speed: number;
	/** Move its times so that it ends now, under new boots. */
	readonly shift: boolean;
}

/** The options of a command line, or what is wrong with it. */
export function parseReplayArguments(args: readonly string[]): ReplayOptions | string {
	let parsed;
	try {
		parsed = parseArgs({
			args: [...args],
			allowPositionals: true,
			options: {
				speed: { type: 'string', default: '1' },
				shift: { type: 'boolean', default: false }
			}
		});
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
	const { values, positionals } = parsed;
	const [file] = positionals;
	if (file === undefined || positionals.length > 1)
		return `given ${positionals.length} files, accepted: one`;
	const speed = values.speed === 'max' ? Infinity : Number(values.speed);
	if (!(speed > 0) || values.speed.trim() === '' || values.speed === 'Infinity')
		return `--speed: given ${values.speed}, accepted: a number above 0, or max`;
	return { file, speed, shift: values.shift };
}
