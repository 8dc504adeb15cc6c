import { callApi, type Called } from './api.ts';

/** What became of an imported file. */
export interface Loaded {
	readonly kind: string | null;
	readonly loaded: number;
	readonly faultCount: number;
	readonly faults: readonly {
		readonly line: number;
		readonly column: string;
		readonly given: string;
		readonly accepted: string;
	}[];
}

/** Sends a CSV file as it is: the server knows its kind and its encoding. */
export function sendFile(file: File, isPartial: boolean): Promise<Called<Loaded>> {
	return callApi<Loaded>('POST', `import?partial=${String(isPartial)}`, file);
}
