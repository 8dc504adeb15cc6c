/** The gateway alone, on a real connection: what a viewer gets who does not keep up. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '#server/clock.ts';
import { createLog } from '#server/log.ts';
import { createGateway, type Gateway } from '../../server/live/gateway.ts';
import type { Rooms } from '../../server/live/rooms.ts';
import { ask, openLive, type LiveSocket } from '../support/live.ts';
import { eventually, pause } from '../support/wait.ts';

const CHANNEL = 'wall:cn';
let http: Server;
let gateway: Gateway;
let sockets: LiveSocket[];
let seq: number;

const snapshot = () => ({ channel: CHANNEL, seq, asOf: '', sentAt: '', state: {} });
const rooms: Rooms = {
	enter: () => ({
		name: CHANNEL,
		leave: () => undefined,
		channel: {
			ready: Promise.resolve(),
			snapshot,
			wake: () => undefined,
			close: () => undefined
		}
	}),
	glance: () => Promise.resolve(snapshot()),
	wake: () => undefined,
	size: () => 1,
	close: () => undefined
};

beforeEach(async () => {
	seq = 0;
	sockets = [];
	http = createServer();
	gateway = createGateway(http, {
		access: {
			byToken: () => Promise.resolve({ caller: { name: 'api', role: 'operator', scopes: ['cn'] } }),
			byCookie: () => Promise.resolve(null),
			ended: () => Promise.resolve([])
		},
		clock: systemClock,
		log: createLog('test', 'silent'),
		rooms: () => rooms,
		isPublicOrigin: () => true,
		isLocal: true
	});
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
	for (const socket of sockets) socket.close();
	await gateway.close();
});

/** A viewer and the sequence numbers that it got. */
async function viewer(): Promise<{ socket: LiveSocket; got: number[] }> {
	const { port } = http.address() as AddressInfo;
	const socket = openLive(`http://127.0.0.1:${port}`, 'any');
	sockets.push(socket);
	const got: number[] = [];
	socket.on('frame', (frame) => void got.push(frame.seq));
	expect(await ask(socket, 'subscribe', { view: 'wall', scope: 'cn' })).toMatchObject({ seq });
	return { socket, got };
}

it('leaves out who cannot take a frame, so that nothing grows, and the others get all', async () => {
	const slow = await viewer();
	const quick = await viewer();
	const engine = slow.socket.io.engine as unknown as {
		transport: { ws: { _socket: { pause: () => void; resume: () => void } } };
	};
	engine.transport.ws._socket.pause();
	const large = 'x'.repeat(1024 * 1024);
	for (let n = 0; n < 60; n++) {
		seq++;
		gateway.publish({ channel: CHANNEL, seq, asOf: '', sentAt: '', patch: { large } });
		await eventually('the quick one has it', () => quick.got.at(-1) === seq);
	}
	expect(quick.got).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
	engine.transport.ws._socket.resume();
	await pause(500);
	// What the kernel's buffers hold arrives; the rest was never queued.
	expect(slow.got.length).toBeLessThan(30);
	seq++;
	gateway.publish({ channel: CHANNEL, seq, asOf: '', sentAt: '', patch: {} });
	await eventually('it goes on, behind a gap', () => slow.got.at(-1) === 61);
	expect(await ask(slow.socket, 'resync', { channel: CHANNEL })).toMatchObject({ seq: 61 });
});
