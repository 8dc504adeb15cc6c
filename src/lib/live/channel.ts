import type { Frame, Snapshot } from '#domain/live-protocol.ts';
import { applyPatch } from '#domain/merge-patch.ts';

/** What a channel's next frame means: the new state, a frame to drop, or a hole to be filled by `resync`. */
export type Step =
	| { readonly kind: 'applied'; readonly snapshot: Snapshot }
	| { readonly kind: 'old' }
	| { readonly kind: 'gap' };

/** Applies `frame` to the state it belongs after; a frame of another channel or one already seen is old. */
export function follow(before: Snapshot, frame: Frame): Step {
	if (frame.channel !== before.channel || frame.seq <= before.seq) return { kind: 'old' };
	if (frame.seq > before.seq + 1) return { kind: 'gap' };
	const { channel, seq, asOf, sentAt, patch } = frame;
	const state = applyPatch(before.state, patch);
	return { kind: 'applied', snapshot: { channel, seq, asOf, sentAt, state } };
}
