/**
 * Loaded into every started process before its own program (`--import`): it leaves the terminal's
 * signals to the supervisor from the first moment, and ends with it at the latest, whatever the program
 * is doing then. A program that ends by itself is not held.
 */
import { isMainThread } from 'node:worker_threads';

/** Longer than what obeySupervisor gives a program to end in order. */
const GRACE_MS = 9_000;

function cutOff(): void {
	process.kill(process.pid, 'SIGKILL');
}

/** Whoever listens for the end of its supervisor is given the time to end in order. */
function end(): void {
	if (process.listenerCount('disconnect') <= 1) cutOff();
	setTimeout(cutOff, GRACE_MS).unref();
}

if (isMainThread && process.channel) {
	process.on('SIGINT', () => undefined);
	process.on('SIGHUP', () => undefined);
	process.on('disconnect', end);
	// A logger that flushes at the exit tries for ever when nobody reads any more.
	process.on('exit', () => {
		if (!process.connected) cutOff();
	});
	// A listener would keep a program alive that is done.
	process.channel.unref();
	if (!process.connected) end();
}
