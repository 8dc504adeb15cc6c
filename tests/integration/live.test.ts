/** The live stream as any client sees it, with what clients may send that is wrong. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accepted } from '../support/events.ts';
import { ask, at, followWall, openLive, type LiveSocket } from '../support/live.ts';
import { mosquittoPub } from '../support/mqtt-clients.ts';
import { startYoukan, type TestYoukan } from '../support/youkan.ts';
import { eventually, pause } from '../support/wait.ts';

let youkan: TestYoukan;
const sockets: LiveSocket[] = [];

beforeAll(async () => {
	youkan = await startYoukan({ broker: 'embedded' });
});
afterAll(() => youkan.stop());
afterEach(() => {
	for (const socket of sockets.splice(0)) socket.close();
});

function open(token = youkan.token): LiveSocket {
	const socket = openLive(youkan.url, token);
	sockets.push(socket);
	return socket;
}

const publish = (seq: number, count = 1) =>
	mosquittoPub(
		youkan.broker.port,
		'youkan/v1/42/420106/pda-1/scan',
		JSON.stringify(Array.from({ length: count }, (_, i) => accepted('b', seq + i, Date.now())))
	);

describe('the live stream', () => {
	it('sends an empty frame at least every two seconds, and no gap', async () => {
		const wall = await followWall(open());
		await pause(6_500);
		expect(wall.frames.length).toBeGreaterThanOrEqual(3);
		expect(wall.frames.some(({ patch }) => Object.keys(patch).length === 0)).toBe(true);
		expect(wall.gaps).toEqual([]);
		const times = wall.frames.map(({ sentAt }) => Date.parse(sentAt));
		for (const [i, time] of times.entries())
			if (i > 0) expect(time - (times[i - 1] ?? 0)).toBeLessThanOrEqual(2_100);
		expect(Date.now() - Date.parse(wall.asOf)).toBeLessThan(3_000);
	});

	it('sends at most four frames a second under load, and two viewers end with one state', async () => {
		const one = await followWall(open());
		const other = await followWall(open(youkan.wallToken));
		for (let batch = 0; batch < 20; batch++) {
			await publish(1 + batch * 10, 10);
			await pause(50);
		}
		await eventually('all is counted', () => at(one.state, 'summary.accepted') === 200);
		await eventually('for both', () => other.seq === one.seq && other.frames.length > 3);
		expect(other.state).toEqual(one.state);
		expect([...one.gaps, ...other.gaps]).toEqual([]);
		const times = one.frames.map(({ sentAt }) => Date.parse(sentAt));
		for (const [i, time] of times.entries())
			if (i > 0) expect(time - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(255);
	});

	it('answers resync with the state that frames go on from', async () => {
		const socket = open();
		const wall = await followWall(socket);
		await publish(1_000);
		await eventually('a change', () => wall.frames.some(({ patch }) => 'summary' in patch));
		const answer = await ask(socket, 'resync', { channel: 'wall:cn' });
		expect(answer).toMatchObject({ channel: 'wall:cn', seq: wall.seq, state: wall.state });
		expect(await ask(socket, 'unsubscribe', { channel: 'wall:cn' })).toEqual({});
		const { length } = wall.frames;
		await pause(2_500);
		expect(wall.frames).toHaveLength(length);
	});

	it.each([
		['subscribe', null, 'an object'],
		['subscribe', undefined, 'an object'],
		['subscribe', [], 'an object'],
		['subscribe', { view: 'walls', scope: 'cn' }, 'view'],
		['subscribe', { view: '__proto__', scope: 'cn' }, 'view'],
		['subscribe', { view: 'wall', scope: '99' }, 'scope'],
		['subscribe', { view: 'wall', scope: { $ne: 1 } }, 'scope'],
		['subscribe', { view: 'wall' }, 'scope'],
		['subscribe', { view: 'wall', scope: 'cn', project: 'ID' }, 'project'],
		['resync', null, 'an object'],
		['resync', { channel: 7 }, 'channel'],
		['resync', { channel: 'wall:cn' }, 'not subscribed'],
		['unsubscribe', { channel: 'wall:cn' }, 'not subscribed'],
		['dance', { now: true }, 'event']
	] as const)('refuses %s %j and goes on', async (event, given, names) => {
		const socket = open();
		const answer = await ask(socket, event, given);
		const { error } = answer as { error: { code: string; message: string } };
		expect(error.code).toMatch(/^(bad_request|not_found)$/);
		expect(error.message).toContain(names);
		socket.emit('subscribe', null as never, undefined as never);
		const wild = socket as unknown as { emit: (event: string) => void };
		wild.emit('resync');
		expect(await ask(socket, 'subscribe', { view: 'wall', scope: '42' })).toMatchObject({
			channel: 'wall:42'
		});
	});

	it.each([
		['no token', ''],
		['a wrong one', 'nonsense'],
		['no text', { a: 1 }]
	])('refuses a connection with %s', async (_name, token) => {
		const error = await refusal(open(token as string));
		expect(error.data).toMatchObject({ code: 'unauthorized' });
	});

	it('refuses a browser of another site that brings cookies, and takes one of its own', async () => {
		const headers = (origin: string) => ({ extraHeaders: { cookie: 'a=b', origin } });
		const evil = openLive(youkan.url, youkan.token, headers('https://evil.example'));
		sockets.push(evil);
		expect((await refusal(evil)).message).toBe('websocket error');
		const own = openLive(
			youkan.url,
			youkan.token,
			headers(youkan.url.replace('127.0.0.1', 'localhost'))
		);
		sockets.push(own);
		await new Promise<void>((resolve) => own.on('connect', resolve));
	});
});

function refusal(socket: LiveSocket): Promise<Error & { data?: unknown }> {
	return new Promise((resolve) => socket.on('connect_error', resolve));
}
