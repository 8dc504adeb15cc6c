/** The only owner of socket.io-client. */
import { io, type Socket } from 'socket.io-client';
import type { ClientToServer, ServerToClient } from '#domain/live-protocol.ts';
import type { OpenTransport } from './transport.ts';

/** Milliseconds between two tries: the first, and the longest. Spread by half, so that walls do not come at once. */
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 5_000;
/** Milliseconds until a try that nobody answers is given up. */
const HANDSHAKE_MS = 5_000;

/** A transport over the Socket.IO namespace `/live` of this page's server, shown `token` in the handshake. */
export function openSocket(token: string): OpenTransport {
	return (events) => {
		const socket: Socket<ServerToClient, ClientToServer> = io('/live', {
			path: '/socket.io',
			transports: ['websocket'],
			auth: { token },
			timeout: HANDSHAKE_MS,
			reconnectionDelay: FIRST_RETRY_MS,
			reconnectionDelayMax: LAST_RETRY_MS,
			randomizationFactor: 0.5
		});
		socket.on('connect', events.open);
		socket.on('frame', events.frame);
		socket.on('disconnect', (reason) => {
			events.lost();
			// The server said goodbye, on stopping or on revoking the token: the next handshake tells which.
			if (reason === 'io server disconnect') socket.connect();
		});
		socket.on('connect_error', (error) => {
			// `active` is false when the server itself refused; otherwise the next try is on its way.
			if (socket.active) events.lost();
			else events.refused(codeOf(error));
		});
		return {
			subscribe: (ask, reply) => void socket.emit('subscribe', ask, reply),
			resync: (channel, reply) => void socket.emit('resync', { channel }, reply),
			restart() {
				socket.disconnect();
				socket.connect();
			},
			close: () => void socket.close()
		};
	};
}

/** The code that the server's refusal carries beside its message. */
function codeOf(error: Error & { readonly data?: unknown }): string {
	const { data } = error;
	const code = typeof data === 'object' && data !== null && 'code' in data ? data.code : undefined;
	return typeof code === 'string' ? code : 'unavailable';
}
