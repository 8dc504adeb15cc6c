/** How long a process may take to stop in order before it is cut off. */
const STOP_DEADLINE_MS = 8000;

/**
 * Ends this process in order: on SIGTERM, or when its supervisor is gone (the IPC channel closes), it
 * runs `stop` once and exits 0; a `stop` that rejects exits 1, one that takes longer than `deadlineMs`
 * is ended by SIGKILL. With an IPC channel SIGINT and SIGHUP of the terminal are left to the
 * supervisor; without one they count as SIGTERM.
 */
export function obeySupervisor(stop: () => Promise<void>, deadlineMs = STOP_DEADLINE_MS): void {
	let stopping = false;

	function end(): void {
		if (stopping) return;
		stopping = true;
		// A native thread that is still at work can make process.exit wait for ever.
		setTimeout(() => process.kill(process.pid, 'SIGKILL'), deadlineMs).unref();
		stop().then(
			() => process.exit(0),
			(error: unknown) => {
				process.stderr.write(`stop failed: ${String(error)}\n`);
				process.exit(1);
			}
		);
	}

	// Undefined without an IPC channel, false when it has closed already.
	const isSupervised = (process.connected as boolean | undefined) !== undefined;
	const fromTerminal = isSupervised ? () => undefined : end;
	process.on('SIGTERM', end);
	process.on('SIGINT', fromTerminal);
	process.on('SIGHUP', fromTerminal);
	if (isSupervised) process.on('disconnect', end);
	if (isSupervised && !process.connected) end();
}
