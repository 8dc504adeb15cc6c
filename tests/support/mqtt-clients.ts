import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Publishes at QoS 1 with Mosquitto's own client, which is none of ours; resolves when the broker has it. */
export async function mosquittoPub(
	port: number,
	topic: string,
	payload: string | Buffer,
	options: { readonly retain?: boolean } = {}
): Promise<void> {
	const args = ['-h', '127.0.0.1', '-p', String(port), '-q', '1', '-t', topic, '-s'];
	const child = run('mosquitto_pub', options.retain === true ? [...args, '-r'] : args);
	child.child.stdin?.end(payload);
	await child;
}
