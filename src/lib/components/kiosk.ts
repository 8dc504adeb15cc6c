/** What a screen without a keyboard needs of the browser. */
import type { Attachment } from 'svelte/attachments';

/** Milliseconds of rest after which the pointer is hidden. */
const REST_MS = 3_000;

/** Hides the pointer over `node` when it rests: sets `data-pointer="resting"`. */
export const hideRestingPointer: Attachment<HTMLElement> = (node) => {
	let timer: ReturnType<typeof setTimeout> | undefined;
	function moved(): void {
		clearTimeout(timer);
		delete node.dataset['pointer'];
		timer = setTimeout(() => {
			node.dataset['pointer'] = 'resting';
		}, REST_MS);
	}
	moved();
	node.addEventListener('pointermove', moved);
	return () => {
		clearTimeout(timer);
		node.removeEventListener('pointermove', moved);
	};
};

/** Keeps the screen on while the page is visible, where the browser can (https or loopback). Returns the way to stop. */
export function keepScreenOn(): () => void {
	let lock: WakeLockSentinel | undefined;
	let isStopped = false;
	async function ask(): Promise<void> {
		if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return;
		try {
			lock = await navigator.wakeLock.request('screen');
			if (isStopped) await lock.release();
		} catch {
			// Refused, on low battery for one: the wall goes on without.
		}
	}
	const onVisible = () => void ask();
	document.addEventListener('visibilitychange', onVisible);
	void ask();
	return () => {
		isStopped = true;
		document.removeEventListener('visibilitychange', onVisible);
		void lock?.release();
	};
}
