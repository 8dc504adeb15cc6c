import { packmlStates, type PackmlState } from './event.ts';

/** How controllers number the PackML states: PackTags of ISA-TR88.00.02, or OPC 30060 section 11.9. */
export const packmlNumberings = ['packtags', 'opc30060'] as const;
export type PackmlNumbering = (typeof packmlNumberings)[number];

/** The states in the order of their numbers, with the number of the first. */
const numberings: Readonly<
	Record<PackmlNumbering, { readonly first: number; readonly states: readonly PackmlState[] }>
> = {
	// The vocabulary lists the states in the order of PackTags.
	packtags: { first: 1, states: packmlStates },
	opc30060: {
		first: 0,
		states: [
			'Stopped',
			'Resetting',
			'Idle',
			'Starting',
			'Execute',
			'Completing',
			'Complete',
			'Aborting',
			'Aborted',
			'Stopping',
			'Clearing',
			'Suspending',
			'Suspended',
			'Unsuspending',
			'Holding',
			'Held',
			'Unholding'
		]
	}
};

/** The state of a number: 1-17 in `packtags`, 0-16 in `opc30060`; undefined for any other. */
export function packmlByNumber(
	numbering: PackmlNumbering,
	number: number
): PackmlState | undefined {
	const { first, states } = numberings[numbering];
	return states[number - first];
}
