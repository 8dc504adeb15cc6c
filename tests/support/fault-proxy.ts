/** A TCP proxy that does to connections what networks do to them. */
import { connect, createServer, type Socket } from 'node:net';

export interface FaultProxy {
	readonly port: number;
	/** Cuts every connection on both sides with a RST, and returns how many there were. */
	reset(): number;
	/** While on nothing passes in either direction and nothing is closed; new connections are taken in silence. */
	blackhole(on: boolean): void;
	/**
	 * Of the good answers to INSERTs over HTTP every `every`-th (from 1) is kept back when it is whole, so when
	 * the rows are committed, and its connection is cut with a RST. Null ends that.
	 */
	cutResponses(every: number | null): void;
	/** Answers cut so far. */
	readonly cuts: number;
	/** Cuts what is open and listens no more. */
	close(): Promise<void>;
}

interface Pair {
	readonly client: Socket;
	readonly upstream: Socket;
}

/** Listens on a free port of 127.0.0.1 and hands each connection on to `target`, a port of the same address. */
export async function startFaultProxy(target: number): Promise<FaultProxy> {
	const pairs = new Set<Pair>();
	let isDark = false;
	let every: number | null = null;
	let answers = 0;
	let cuts = 0;

	function cutsThisOne(): boolean {
		if (every === null) return false;
		answers++;
		return answers % every === 0;
	}

	function cut({ client, upstream }: Pair): void {
		client.resetAndDestroy();
		upstream.resetAndDestroy();
	}

	function forward(from: Socket, to: Socket, chunk: Buffer): void {
		if (to.write(chunk)) return;
		from.pause();
		to.once('drain', () => {
			if (!isDark) from.resume();
		});
	}

	function join(from: Socket, to: Socket): void {
		from.on('end', () => to.end());
		// What a broken side says is told by its closing.
		from.on('error', () => undefined);
		from.on('close', (broken) => (broken ? to.destroy() : to.end()));
	}

	const server = createServer({ allowHalfOpen: true }, (client) => {
		const upstream = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
		const pair = { client, upstream };
		pairs.add(pair);
		join(client, upstream);
		join(upstream, client);
		client.on('close', () => pairs.delete(pair));
		const inserts = watchInserts(cutsThisOne);
		client.on('data', (chunk) => {
			inserts.asked(chunk);
			forward(client, upstream, chunk);
		});
		upstream.on('data', (chunk) => {
			const fate = inserts.answered(chunk);
			if (fate === 'pass') forward(upstream, client, chunk);
			if (fate === 'cut') {
				cuts++;
				cut(pair);
			}
		});
		if (isDark) for (const socket of [client, upstream]) socket.pause();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	return {
		port: address !== null && typeof address === 'object' ? address.port : 0,
		reset() {
			const open = [...pairs];
			open.forEach(cut);
			return open.length;
		},
		blackhole(on) {
			isDark = on;
			for (const { client, upstream } of pairs)
				for (const socket of [client, upstream]) {
					if (on) socket.pause();
					else socket.resume();
				}
		},
		cutResponses(value) {
			every = value;
		},
		get cuts() {
			return cuts;
		},
		async close() {
			[...pairs].forEach(cut);
			await new Promise((resolve) => server.close(resolve));
		}
	};
}

/** What becomes of a piece of an answer. */
type Fate = 'pass' | 'keep' | 'cut';

/**
 * Follows the requests of one HTTP connection, which come one after the other: what the client says after an
 * answer has begun is the next request. `choose` is asked once for each good answer to an INSERT.
 */
function watchInserts(choose: () => boolean) {
	let isInsert = false;
	let answer: string | null = null;
	let isChosen = false;
	let isBegun = false;
	return {
		asked(chunk: Buffer): void {
			if (isBegun && answer === null) return;
			isBegun = true;
			isInsert = isInsertRequest(chunk);
			answer = null;
			isChosen = false;
		},
		answered(chunk: Buffer): Fate {
			if (!isBegun) return 'pass';
			const text = chunk.toString('latin1');
			if (answer === null) isChosen = isInsert && text.startsWith('HTTP/1.1 200') && choose();
			answer = isChosen ? (answer ?? '') + text : '';
			if (!isChosen) return 'pass';
			return isWhole(answer) ? 'cut' : 'keep';
		}
	};
}

function isInsertRequest(chunk: Buffer): boolean {
	return /^POST \S*[?&]query=(\s|\+|%20|%0A)*INSERT/i.test(chunk.toString('latin1'));
}

function isWhole(answer: string): boolean {
	const headEnd = answer.indexOf('\r\n\r\n');
	if (headEnd < 0) return false;
	const length = /\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, headEnd))?.[1];
	const body = answer.slice(headEnd + 4);
	return length === undefined
		? body.endsWith('0\r\n\r\n') && (body.length === 5 || body.endsWith('\r\n0\r\n\r\n'))
		: body.length >= Number(length);
}
