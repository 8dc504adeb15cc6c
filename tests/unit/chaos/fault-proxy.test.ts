import { createServer, type Server, type Socket } from 'node:net';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFaultProxy, type FaultProxy } from '../../support/fault-proxy.ts';
import { eventually, pause } from '../../support/wait.ts';

const INSERT = 'POST /?query=INSERT+INTO+t+FORMAT+X HTTP/1.1\r\n\r\n[1]';
const SELECT = 'POST /?query=SELECT+1 HTTP/1.1\r\n\r\n';
const answerOf = (status: number) =>
	`HTTP/1.1 ${status} X\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`;

let target: Server;
let proxy: FaultProxy;
let received: string[];
let answer: (socket: Socket) => void;
let open: Socket[];

beforeEach(async () => {
	received = [];
	open = [];
	answer = (socket) => void socket.write(answerOf(200));
	target = createServer((socket) => {
		open.push(socket);
		socket.on('error', () => undefined);
		socket.on('data', (chunk) => {
			received.push(chunk.toString());
			answer(socket);
		});
	});
	await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
	const address = target.address();
	proxy = await startFaultProxy(typeof address === 'object' ? (address?.port ?? 0) : 0);
});
afterEach(async () => {
	await proxy.close();
	open.forEach((socket) => socket.destroy());
	target.close();
});

/** A client of the proxy that keeps what it is told and how it ended. */
function openClient() {
	const socket = connect(proxy.port, '127.0.0.1');
	const client = { socket, heard: '', error: '', isClosed: false };
	socket.on('data', (chunk) => (client.heard += chunk.toString()));
	socket.on('error', (error) => (client.error = String(error)));
	socket.on('close', () => (client.isClosed = true));
	return client;
}

/** Asks on one connection and resolves with whether an answer came whole. */
async function ask(client: ReturnType<typeof openClient>, request: string): Promise<boolean> {
	const before = client.heard.length;
	client.socket.write(request);
	return eventually('answered or cut', () => {
		if (client.isClosed) return 'cut';
		return client.heard.slice(before).endsWith('\r\n0\r\n\r\n') && 'whole';
	}).then((outcome) => outcome === 'whole');
}

describe('the fault proxy', () => {
	it('hands on in both directions, and the end of a connection', async () => {
		const client = openClient();
		expect(await ask(client, 'hello')).toBe(true);
		expect(received).toEqual(['hello']);
		open[0]?.end();
		await eventually('closed', () => client.isClosed);
		expect(client.error).toBe('');
	});

	it('resets every connection on both sides', async () => {
		const clients = [openClient(), openClient()];
		for (const client of clients) await ask(client, 'hello');
		const errors: string[] = [];
		open.forEach((socket) => socket.on('error', (error) => errors.push(String(error))));
		expect(proxy.reset()).toBe(2);
		await eventually('all are reset', () => errors.length === 2);
		await eventually('all are told', () => clients.every(({ error }) => /RESET/.test(error)));
		expect(await ask(openClient(), 'again')).toBe(true);
	});

	it('lets nothing through while it is a black hole, and everything afterwards', async () => {
		const client = openClient();
		await ask(client, 'one');
		proxy.blackhole(true);
		client.socket.write('two');
		const late = openClient();
		late.socket.write('three');
		open[0]?.write('unasked');
		await pause(200);
		expect(received).toEqual(['one']);
		expect(client.heard).toBe(answerOf(200));
		expect([client.isClosed, late.isClosed]).toEqual([false, false]);
		proxy.blackhole(false);
		await eventually('all came', () => received.length === 3);
		await eventually('the word came', () => client.heard.includes('unasked'));
	});

	it('cuts every n-th answer to an INSERT when it is whole, and no other', async () => {
		proxy.cutResponses(3);
		const outcomes: boolean[] = [];
		let client = openClient();
		for (let i = 1; i <= 9; i++) {
			expect(await ask(client, SELECT)).toBe(true);
			outcomes.push(await ask(client, INSERT));
			if (client.isClosed) {
				expect(client.error).toContain('RESET');
				client = openClient();
			}
		}
		expect(outcomes).toEqual([true, true, false, true, true, false, true, true, false]);
		expect(proxy.cuts).toBe(3);
		expect(received.filter((request) => request === INSERT)).toHaveLength(9);
		proxy.cutResponses(null);
		for (let i = 1; i <= 3; i++) expect(await ask(client, INSERT)).toBe(true);
	});

	it('does not cut an answer that is not whole, nor one that says no', async () => {
		proxy.cutResponses(1);
		const client = openClient();
		answer = (socket) => void socket.write(answerOf(500));
		expect(await ask(client, INSERT)).toBe(true);
		answer = (socket) => void socket.write(answerOf(200).slice(0, -4));
		client.socket.write(INSERT);
		await eventually('it came', () => received.length === 2);
		await pause(100);
		expect([client.isClosed, proxy.cuts]).toEqual([false, 0]);
		open[0]?.write('\r\n\r\n');
		await eventually('cut', () => client.isClosed);
		expect(proxy.cuts).toBe(1);
	});
});
