/** What no MQTT client would write: a broker must end such a connection and hand on none of it. */
import { connect } from 'node:net';

/** MQTT 3.1.1, written by hand. */
const hello = [0x10, 13, 0, 4, ...Buffer.from('MQTT'), 4, 2, 0, 60, 0, 1, 0x72];
const topic = [...Buffer.from('youkan/v1/x')];
const publish = (head: number, name: readonly number[]) => [
	...[head, name.length + 5, 0, name.length, ...name],
	...[0, 1, 0x7b]
];

/** The bytes of whole connections. */
export const malformed: Readonly<Record<string, readonly number[]>> = {
	'a topic that is not UTF-8': [...hello, ...publish(0x32, [...topic, 0xff])],
	'half a surrogate pair in a topic': [...hello, ...publish(0x32, [...topic, 0xed, 0xa0, 0x80])],
	'no topic': [...hello, ...publish(0x32, [])],
	'QoS 3': [...hello, ...publish(0x36, topic)],
	'a cut packet': [...hello, ...publish(0x32, topic).slice(0, -4)],
	'two greetings': [...hello, ...hello],
	'no greeting': publish(0x32, topic),
	'an endless length': [0xff, 0xff, 0xff, 0xff, 0xff],
	HTTP: [...Buffer.from('GET / HTTP/1.1\r\n\r\n')]
};

/** Writes bytes to a port of 127.0.0.1 and resolves when the connection has ended, in whatever way. */
export function sendBytes(port: number, bytes: readonly number[]): Promise<void> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('close', () => resolve()).on('error', () => undefined);
		socket.resume().end(Uint8Array.from(bytes));
	});
}
