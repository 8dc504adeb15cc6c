import type { Frame, Snapshot, View } from '#domain/live-protocol.ts';
import type { Clock } from '#server/clock.ts';
import { createChannel, type Channel } from './channel.ts';
import type { LiveView } from './wall-view.ts';

/** How long a channel is computed on after its last viewer left: a wall that reloads finds it warm. */
const LINGER_MS = 10_000;

/** A viewer's place at a channel. */
export interface Seat {
	readonly name: string;
	readonly channel: Channel;
	/** Gives the place up; once. */
	leave(): void;
}

/** The channels that somebody looks at, by name. */
export interface Rooms {
	/** A place at the channel of a view and scope, which is begun when it is not there yet. */
	enter(view: View, scope: string): Seat;
	/** The state of a channel as of now, for a page's first picture; rejects as `ready` does. */
	glance(view: View, scope: string): Promise<Snapshot>;
	/** Something was stored. */
	wake(): void;
	size(): number;
	close(): void;
}

interface Room {
	readonly channel: Channel;
	viewers: number;
	cancelEnd?: () => void;
}

export function createRooms(deps: {
	readonly clock: Clock;
	readonly view: (view: View, scope: string) => LiveView;
	readonly publish: (frame: Frame) => void;
	readonly failed: (error: unknown) => void;
}): Rooms {
	const rooms = new Map<string, Room>();

	function end(name: string, room: Room): void {
		room.cancelEnd?.();
		room.channel.close();
		if (rooms.get(name) === room) rooms.delete(name);
	}

	function begin(name: string, view: LiveView): Room {
		const room: Room = { channel: createChannel(name, view, deps), viewers: 0 };
		rooms.set(name, room);
		// Whoever comes next tries again.
		room.channel.ready.catch(() => end(name, room));
		return room;
	}

	function leave(name: string, room: Room): void {
		room.viewers--;
		if (room.viewers === 0) room.cancelEnd = deps.clock.after(LINGER_MS, () => end(name, room));
	}

	function enter(view: View, scope: string): Seat {
		const name = `${view}:${scope}`;
		const room = rooms.get(name) ?? begin(name, deps.view(view, scope));
		room.cancelEnd?.();
		room.viewers++;
		return { name, channel: room.channel, leave: () => leave(name, room) };
	}

	return {
		enter,
		async glance(view, scope) {
			const seat = enter(view, scope);
			try {
				await seat.channel.ready;
				return seat.channel.snapshot();
			} finally {
				seat.leave();
			}
		},
		wake() {
			for (const { channel } of rooms.values()) channel.wake();
		},
		size: () => rooms.size,
		close() {
			for (const [name, room] of rooms) end(name, room);
		}
	};
}
