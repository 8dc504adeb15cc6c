import { io, type Socket } from 'socket.io-client';
import type {
	ClientToServer,
	Frame,
	ServerToClient,
	Snapshot,
	View
} from '#domain/live-protocol.ts';
import { applyPatch, type JsonObject } from '#domain/merge-patch.ts';

export type LiveSocket = Socket<ServerToClient, ClientToServer>;

/** A socket at `/live` as any client would open it. The caller closes it. */
export function openLive(
	url: string,
	token: string,
	options: { readonly extraHeaders?: Record<string, string> } = {}
): LiveSocket {
	return io(`${url}/live`, {
		...options,
		transports: ['websocket'],
		auth: { token },
		reconnection: false,
		forceNew: true
	});
}

/** Sends any event with any arguments, as a client that is not ours may, and returns the answer. */
export function ask(socket: LiveSocket, event: string, ...given: unknown[]): Promise<unknown> {
	const untyped = socket as unknown as {
		emitWithAck: (event: string, ...given: unknown[]) => Promise<unknown>;
	};
	return untyped.emitWithAck(event, ...given);
}

/** What a viewer of a channel knows: the state, patched by every frame. */
export interface Follower {
	readonly state: JsonObject;
	readonly seq: number;
	readonly asOf: string;
	/** Every frame since the snapshot. */
	readonly frames: readonly Frame[];
	/** The sequence numbers that did not follow the one before. */
	readonly gaps: readonly number[];
}

/** Subscribes to the wall of `scope` and follows it. */
export const followWall = (socket: LiveSocket, scope = 'cn'): Promise<Follower> =>
	follow(socket, 'wall', scope);

/** Subscribes to a view of `scope` and follows it; one on each socket. */
export async function follow(socket: LiveSocket, view: View, scope: string): Promise<Follower> {
	const frames: Frame[] = [];
	const gaps: number[] = [];
	socket.on('frame', (frame) => {
		if (!follower || frame.channel !== follower.channel) {
			// A frame before its snapshot would be lost: it counts as a gap.
			gaps.push(frame.seq);
			return;
		}
		if (frame.seq !== follower.seq + 1) gaps.push(frame.seq);
		frames.push(frame);
		follower.seq = frame.seq;
		follower.asOf = frame.asOf;
		follower.state = applyPatch(follower.state, frame.patch);
	});
	let follower: { channel: string; seq: number; asOf: string; state: JsonObject } | undefined;
	const answer = await new Promise<Snapshot>((resolve, reject) => {
		socket.emit('subscribe', { view, scope }, (given) => {
			if ('error' in given) return reject(new Error(given.error.message));
			follower = { ...given };
			resolve(given);
		});
	});
	const known = (): NonNullable<typeof follower> => follower ?? { ...answer };
	return {
		get state() {
			return known().state;
		},
		get seq() {
			return known().seq;
		},
		get asOf() {
			return known().asOf;
		},
		frames,
		gaps
	};
}

/** The value at a path of a state, such as `summary.perHour.accepted`; undefined when it is absent. */
export function at(state: JsonObject, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>(
			(value, key) =>
				typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
			state
		);
}
