/** The only file that knows Socket.IO's server: the namespace `/live` of contract 6. */
import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { ClientToServer, Frame, ServerToClient } from '#domain/live-protocol.ts';
import { mayLookAt } from '#server/auth/caller.ts';
import type { Access, Credential } from '#server/auth/access.ts';
import { unfinished } from '#server/auth/unfinished.ts';
import { bearerOf } from '#server/auth/tokens.ts';
import type { Clock } from '#server/clock.ts';
import type { Log } from '#server/log.ts';
import { channelAsk, fault, isFault, parseAsk, subscribeAsk } from './asks.ts';
import type { Rooms, Seat } from './rooms.ts';

interface SocketData {
	credential: Credential;
	/** The channels that it looks at, by name. */
	seats: Map<string, Seat>;
}

type NoEvents = Record<string, never>;
type LiveSocket = Socket<ClientToServer, ServerToClient, NoEvents, SocketData>;
/** An answer, or how to make it at the very moment at which it is sent. */
type Answer = object | (() => object);

export interface Gateway {
	/** Sends a frame to every viewer of its channel whose connection can take it; the others see a gap. */
	publish(frame: Frame): void;
	close(): Promise<void>;
}

/** More is no screen of ours. */
const MAX_CHANNELS = 16;
const MAX_MESSAGE_BYTES = 16 * 1024;
/** A right that was taken back ends its connections within two seconds. */
const SWEEP_MS = 1_000;

/** Opens the namespace on `http`. `rooms` is asked for on the first use, for it publishes here. */
export function createGateway(
	http: HttpServer,
	deps: {
		readonly access: Pick<Access, 'byToken' | 'byCookie' | 'ended'>;
		readonly clock: Clock;
		readonly log: Log;
		readonly rooms: () => Rooms;
		readonly isPublicOrigin: (origin: string) => boolean;
		/** A second factor is offered and not demanded. */
		readonly isLocal: boolean;
	}
): Gateway {
	const io = new Server<ClientToServer, ServerToClient, NoEvents, SocketData>(http, {
		path: '/socket.io',
		transports: ['websocket'],
		serveClient: false,
		maxHttpBufferSize: MAX_MESSAGE_BYTES,
		perMessageDeflate: false,
		pingInterval: 10_000,
		pingTimeout: 10_000,
		allowRequest({ headers }, answer) {
			// A browser sends its cookies from any page; `cors` does not hold for WebSocket.
			const isFine = headers.cookie === undefined || deps.isPublicOrigin(headers.origin ?? '');
			answer(isFine ? null : 'origin', isFine);
		}
	});
	io.use((_socket, next) => next(refusal('not_found', 'the namespace is /live')));
	const live = io.of('/live');

	live.use((socket, next) => {
		credentialOf(socket).then(
			(credential) => {
				if (!credential)
					return next(refusal('unauthorized', 'sign in, or send a valid token as auth.token'));
				const { session } = credential;
				const first = session && unfinished(session.account, deps.isLocal);
				if (first) return next(refusal(first, 'finish the sign-in at /me first'));
				socket.data = { credential, seats: new Map() };
				next();
			},
			(error: unknown) => {
				deps.log.error({ err: error }, 'a credential could not be checked');
				next(refusal('unavailable', 'the credential cannot be checked at the moment'));
			}
		);
	});

	live.on('connection', (socket) => {
		answerTo(socket, 'subscribe', (given) => subscribe(socket, given));
		answerTo(socket, 'resync', (given) => resync(socket, given));
		answerTo(socket, 'unsubscribe', (given) => unsubscribe(socket, given));
		socket.onAny((event: string, ...given: unknown[]) => {
			if (!['subscribe', 'resync', 'unsubscribe'].includes(event))
				replyOf(given)?.(fault('bad_request', 'event: accepted: subscribe, resync, unsubscribe'));
		});
		socket.on('disconnect', () => {
			for (const seat of socket.data.seats.values()) seat.leave();
			socket.data.seats.clear();
		});
	});

	/** A token where one is sent, else the cookie of a signed-in browser. */
	function credentialOf({ handshake }: LiveSocket): Promise<Credential | null> {
		const { token } = handshake.auth as { readonly token?: unknown };
		const given = token ?? bearerOf(handshake.headers.authorization);
		if (typeof given === 'string') return deps.access.byToken(given);
		return given === null ? deps.access.byCookie(handshake.headers.cookie) : Promise.resolve(null);
	}

	/** Ends the connections whose credential has ended, or has other rights now. */
	async function sweep(): Promise<void> {
		const held = [...live.sockets.values()].map((socket) => ({
			...socket.data.credential,
			socket
		}));
		if (held.length === 0) return;
		for (const { socket } of await deps.access.ended(held)) socket.disconnect(true);
	}

	let cancelSweep = deps.clock.after(SWEEP_MS, function again() {
		sweep()
			// While PostgreSQL is away nothing can be taken back either.
			.catch((error: unknown) => deps.log.warn({ err: error }, 'credentials could not be checked'))
			.then(() => (cancelSweep = deps.clock.after(SWEEP_MS, again)))
			.catch(() => undefined);
	});

	/** Answers every call by its callback, whatever was sent; one without a callback is ignored. */
	function answerTo(
		socket: LiveSocket,
		event: keyof ClientToServer,
		answer: (given: unknown) => Answer | Promise<Answer>
	): void {
		socket.on(event, (...given: unknown[]) => {
			const reply = replyOf(given);
			if (!reply) return;
			Promise.resolve(given.length > 1 ? given[0] : undefined)
				.then(answer)
				.catch((error: unknown) => {
					deps.log.error({ err: error, event }, 'a live call failed');
					return fault('unavailable', 'the figures cannot be read at the moment; try again');
				})
				.then((made) => reply(isMaker(made) ? made() : made))
				.catch((error: unknown) => deps.log.error({ err: error, event }, 'no answer'));
		});
	}

	async function subscribe(socket: LiveSocket, given: unknown): Promise<Answer> {
		const ask = parseAsk(subscribeAsk, given);
		if (isFault(ask)) return ask;
		const { credential, seats } = socket.data;
		if (!mayLookAt(credential.caller, ask.view, ask.scope))
			return fault('not_found', 'no such scope');
		if (seats.size >= MAX_CHANNELS)
			return fault('too_many', `at most ${MAX_CHANNELS} channels a connection`);
		const seat = deps.rooms().enter(ask.view, ask.scope);
		seats.get(seat.name)?.leave();
		seats.set(seat.name, seat);
		try {
			await seat.channel.ready;
		} catch (error) {
			if (seats.get(seat.name) === seat) seats.delete(seat.name);
			seat.leave();
			throw error;
		}
		if (seats.get(seat.name) === seat) await socket.join(seat.name);
		return seat.channel.snapshot;
	}

	function resync(socket: LiveSocket, given: unknown): Answer {
		const ask = parseAsk(channelAsk, given);
		if (isFault(ask)) return ask;
		return socket.data.seats.get(ask.channel)?.channel.snapshot ?? notSubscribed();
	}

	function unsubscribe(socket: LiveSocket, given: unknown): Answer {
		const ask = parseAsk(channelAsk, given);
		if (isFault(ask)) return ask;
		const seat = socket.data.seats.get(ask.channel);
		if (!seat) return notSubscribed();
		socket.data.seats.delete(ask.channel);
		void socket.leave(ask.channel);
		seat.leave();
		return {};
	}

	return {
		publish(frame) {
			const members = live.adapter.rooms.get(frame.channel) ?? new Set<string>();
			const slow = [...members].filter((id) => {
				const socket = live.sockets.get(id);
				return socket && !socket.conn.transport.writable;
			});
			// One encoding for the whole room.
			live.to(frame.channel).except(slow).emit('frame', frame);
		},
		async close() {
			cancelSweep();
			await io.close();
		}
	};
}

const notSubscribed = () => fault('not_found', 'not subscribed to this channel');

// The snapshot is made when it is sent: a frame in between would be lost to the one who asked.
function isMaker(answer: Answer): answer is () => object {
	return typeof answer === 'function';
}

function replyOf(given: readonly unknown[]): ((answer: object) => void) | undefined {
	const last = given.at(-1);
	// The type of a callback cannot be looked at; it takes whatever we answer.
	return typeof last === 'function' ? (last as (answer: object) => void) : undefined;
}

/** A handshake's refusal, as the client's `connect_error` shows it. */
function refusal(code: string, message: string): Error {
	return Object.assign(new Error(message), { data: { code, message } });
}
