import { expect, it } from 'vitest';
import { packmlStates } from '#domain/event.ts';
import { packmlByNumber } from '#domain/packml.ts';

/** Every state with its number in PackTags (ISA-TR88.00.02) and in OPC 30060, 11.9. */
const numbers = [
	['Clearing', 1, 10],
	['Stopped', 2, 0],
	['Starting', 3, 3],
	['Idle', 4, 2],
	['Suspended', 5, 12],
	['Execute', 6, 4],
	['Stopping', 7, 9],
	['Aborting', 8, 7],
	['Aborted', 9, 8],
	['Holding', 10, 14],
	['Held', 11, 15],
	['Unholding', 12, 16],
	['Suspending', 13, 11],
	['Unsuspending', 14, 13],
	['Resetting', 15, 1],
	['Completing', 16, 5],
	['Complete', 17, 6]
] as const;

it.each(numbers)('%s is %i in packtags and %i in opc30060', (state, packtags, opc30060) => {
	expect(packmlByNumber('packtags', packtags)).toBe(state);
	expect(packmlByNumber('opc30060', opc30060)).toBe(state);
});

it('knows 17 states and no other number', () => {
	expect(numbers.map(([state]) => state).sort()).toEqual([...packmlStates].sort());
	for (const number of [-1, 0, 18, 1.5, NaN])
		expect(packmlByNumber('packtags', number)).toBeUndefined();
	for (const number of [-1, 17, 1.5, NaN])
		expect(packmlByNumber('opc30060', number)).toBeUndefined();
});
