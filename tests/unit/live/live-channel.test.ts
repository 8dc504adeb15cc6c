import { describe, expect, it } from 'vitest';
import type { Snapshot } from '#domain/live-protocol.ts';
import type { Link } from '../../../src/lib/live/freshness.ts';
import { followChannel } from '../../../src/lib/live/live-channel.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { createFakeTransport, frameAt, snapshotAt } from './fake-transport.ts';

function start() {
	const clock = createManualClock();
	const transport = createFakeTransport();
	const links: Link[] = [];
	const seen: Snapshot[] = [];
	const channel = followChannel(
		{ open: transport.open, clock },
		{ view: 'wall', scope: 'cn' },
		{ link: (link) => links.push(link), snapshot: (snapshot) => seen.push(snapshot) }
	);
	const seqs = () => seen.map(({ seq }) => seq);
	return { clock, transport, links, seen, seqs, channel };
}

function startLive() {
	const all = start();
	all.transport.events.open();
	all.transport.answer(snapshotAt(1));
	return all;
}

const fault = (code: string) => ({ error: { code, message: code } });

describe('followChannel', () => {
	it('subscribes after the handshake and applies frames in their order', () => {
		const { transport, links, seqs, seen } = startLive();
		transport.events.frame(frameAt(2));
		transport.events.frame(frameAt(3));
		expect(transport.asked).toEqual([{ view: 'wall', scope: 'cn' }]);
		expect(seqs()).toEqual([1, 2, 3]);
		expect(seen.at(-1)?.state).toEqual({ seq: 3 });
		expect(links).toEqual(['up']);
	});

	it('keeps frames that overtake the answer, and drops those it holds already', () => {
		const { transport, seqs } = start();
		transport.events.open();
		for (const seq of [3, 4, 5, 6]) transport.events.frame(frameAt(seq));
		transport.answer(snapshotAt(4));
		expect(seqs()).toEqual([4, 5, 6]);
		expect(transport.calls).toEqual(['subscribe']);
	});

	it('fills a hole by one resync, however many frames come meanwhile', () => {
		const { transport, seqs } = startLive();
		for (const seq of [4, 5, 6]) transport.events.frame(frameAt(seq));
		expect(transport.calls).toEqual(['subscribe', 'resync wall:cn']);
		expect(seqs()).toEqual([1]);
		transport.answer(snapshotAt(5));
		expect(seqs()).toEqual([1, 5, 6]);
	});

	it('subscribes anew when the server no longer knows the channel', () => {
		const { transport, seqs } = startLive();
		transport.events.frame(frameAt(4));
		transport.answer(fault('not_found'));
		transport.answer(snapshotAt(1));
		expect(transport.calls).toEqual(['subscribe', 'resync wall:cn', 'subscribe']);
		expect(seqs()).toEqual([1, 1]);
	});

	it('subscribes again after every reconnect, and takes the new numbers', () => {
		const { transport, links, seqs } = startLive();
		transport.events.lost();
		transport.events.open();
		transport.answer(snapshotAt(1));
		transport.events.frame(frameAt(2));
		expect(transport.calls).toEqual(['subscribe', 'subscribe']);
		expect(links).toEqual(['up', 'reconnecting', 'up']);
		expect(seqs()).toEqual([1, 1, 2]);
	});

	it('does not listen to an answer of an earlier handshake', () => {
		const { transport, seqs } = start();
		transport.events.open();
		transport.events.lost();
		transport.events.open();
		transport.answer(snapshotAt(90));
		expect(seqs()).toEqual([]);
		transport.answer(snapshotAt(1));
		expect(seqs()).toEqual([1]);
	});

	it('takes five seconds without a frame for a dead link, and reconnects', async () => {
		const { clock, transport, links } = startLive();
		await clock.advance(3_000);
		transport.events.frame(frameAt(2));
		await clock.advance(4_500);
		expect(transport.calls).toEqual(['subscribe']);
		await clock.advance(500);
		expect(transport.calls).toEqual(['subscribe', 'restart']);
		expect(links).toEqual(['up', 'reconnecting']);
		await clock.advance(20_000);
		expect(transport.calls).toEqual(['subscribe', 'restart']);
	});

	it('takes a subscription that nobody answers for a dead link, too', async () => {
		const { clock, transport, links } = start();
		transport.events.open();
		await clock.advance(5_500);
		expect(transport.calls).toEqual(['subscribe', 'restart']);
		expect(links).toEqual(['connecting']);
	});

	it('says when it is not let in, and asks again by itself half a minute later', async () => {
		const { clock, transport, links, seqs } = startLive();
		transport.events.lost();
		transport.events.refused('unauthorized');
		transport.events.lost();
		expect(links).toEqual(['up', 'reconnecting', 'refused']);
		await clock.advance(29_999);
		expect(transport.calls).toEqual(['subscribe']);
		await clock.advance(1);
		expect(transport.calls).toEqual(['subscribe', 'restart']);
		transport.events.open();
		transport.answer(snapshotAt(1));
		expect(links.at(-1)).toBe('up');
		expect(seqs()).toEqual([1, 1]);
	});

	it.each([
		['a scope that the token does not reach', 'not_found', 'refused', 30_000],
		['figures that cannot be read now', 'unavailable', 'connecting', 2_000]
	] as const)('tries again after %s', async (_name, code, link, ms) => {
		const { clock, transport, links } = start();
		transport.events.open();
		transport.answer(fault(code));
		expect(links).toEqual([link]);
		await clock.advance(ms - 1);
		expect(transport.calls).toEqual(['subscribe']);
		await clock.advance(1);
		expect(transport.calls).toEqual(['subscribe', 'restart']);
	});

	it('leaves no timer behind when it is closed', async () => {
		const { clock, transport, channel } = startLive();
		transport.events.refused('unauthorized');
		channel.close();
		await clock.advance(60_000);
		expect(transport.calls).toEqual(['subscribe', 'close']);
		expect(clock.waiting).toEqual([]);
	});
});
