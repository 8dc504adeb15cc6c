import { describe, expect, it } from 'vitest';
import { createPublishGate, mayPass } from '../../../standalone/publish-gate.ts';

const limits = { maxMessages: 3, maxBytes: 100 };

describe('mayPass', () => {
	it.each([
		['nothing while ingest is away', { isPresent: false, messages: 0, bytes: 0 }, false],
		['with room', { isPresent: true, messages: 2, bytes: 99 }, true],
		['nothing at the cap of messages', { isPresent: true, messages: 3, bytes: 0 }, false],
		['nothing at the cap of bytes', { isPresent: true, messages: 0, bytes: 100 }, false]
	] as const)('%s', (_name, ingest, passes) => {
		expect(mayPass(ingest, limits)).toBe(passes);
	});
});

/** A gate whose passed offers are written down by name, with what ingest would do to them. */
function setUp() {
	const gate = createPublishGate(limits);
	const passed: string[] = [];
	const packets = new Map<string, object>();
	let counter = 0;
	return {
		gate,
		passed,
		offer: (owner: string, name: string, bytes = 1): void => {
			const packet = { name };
			packets.set(name, packet);
			gate.offer(owner, { packet, bytes, pass: () => void passed.push(name) });
		},
		/** The broker hands a passed message to ingest; returns its counter. */
		handOn: (name: string, bytes = 1): number => {
			counter += 1;
			gate.forwarded(counter, bytes);
			gate.published(packets.get(name) ?? {});
			return counter;
		}
	};
}

describe('the gate', () => {
	it('holds everything until ingest has arrived, then passes owners in turn and each in order', () => {
		const { gate, passed, offer } = setUp();
		offer('a', 'a1');
		offer('a', 'a2');
		offer('b', 'b1');
		expect(passed).toEqual([]);
		gate.ingestArrived();
		expect(passed).toEqual(['a1', 'b1', 'a2']);
	});

	it('counts a message until ingest acknowledges it, and then passes the next', () => {
		const { gate, passed, offer, handOn } = setUp();
		gate.ingestArrived();
		for (const name of ['1', '2', '3', '4', '5']) offer('a', name);
		expect(passed).toEqual(['1', '2', '3']);
		const first = handOn('1');
		expect(passed).toHaveLength(3);
		gate.acknowledged(first);
		gate.acknowledged(first);
		expect(passed).toEqual(['1', '2', '3', '4']);
		expect(gate.state()).toEqual({ isPresent: true, messages: 3, bytes: 3 });
		expect(gate.waiting()).toBe(1);
	});

	it('holds back at the cap of bytes', () => {
		const { passed, gate, offer, handOn } = setUp();
		gate.ingestArrived();
		offer('a', 'big', 100);
		offer('a', 'next');
		expect(passed).toEqual(['big']);
		gate.acknowledged(handOn('big', 100));
		expect(passed).toEqual(['big', 'next']);
	});

	it('counts a message that is sent again once', () => {
		const { gate } = setUp();
		gate.ingestArrived();
		gate.forwarded(7, 10);
		gate.forwarded(7, 10);
		expect(gate.state()).toMatchObject({ messages: 1, bytes: 10 });
	});

	it('passes nothing while ingest is away, and keeps what is unacknowledged', () => {
		const { gate, passed, offer, handOn } = setUp();
		gate.ingestArrived();
		offer('a', '1');
		handOn('1');
		gate.ingestLeft();
		offer('a', '2');
		expect(passed).toEqual(['1']);
		expect(gate.state().messages).toBe(1);
		gate.sessionEnded();
		expect(gate.state()).toMatchObject({ messages: 0, bytes: 0 });
		gate.ingestArrived();
		expect(passed).toEqual(['1', '2']);
	});

	it('forgets what a lost connection had waiting', () => {
		const { gate, passed, offer } = setUp();
		offer('a', 'a1');
		offer('b', 'b1');
		expect(gate.forget('a')).toHaveLength(1);
		gate.ingestArrived();
		expect(passed).toEqual(['b1']);
		expect(gate.waiting()).toBe(0);
	});

	it('gives back the room of accepted messages whose connection fell before they were handed on', () => {
		const { gate, offer, passed } = setUp();
		gate.ingestArrived();
		for (const name of ['1', '2', '3']) offer('a', name);
		offer('b', '4');
		gate.forget('a');
		expect(passed).toEqual(['1', '2', '3', '4']);
		expect(gate.state()).toMatchObject({ messages: 1, bytes: 1 });
	});

	it('accepts nothing once it is shut', () => {
		const { gate, passed, offer } = setUp();
		gate.ingestArrived();
		gate.shut();
		offer('a', '1');
		gate.ingestArrived();
		expect(passed).toEqual([]);
	});
});
