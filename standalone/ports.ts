import { createServer } from 'node:net';

/** A place to listen on, and the environment variable that moves it. */
export interface Listening {
	readonly variable: string;
	readonly host: string;
	readonly port: number;
}

/** One line for each place where this process could not listen, naming the variable to set. */
export async function portFaults(places: readonly Listening[]): Promise<string[]> {
	const faults = await Promise.all(places.map(portFault));
	return faults.filter((fault) => fault !== null);
}

async function portFault({ variable, host, port }: Listening): Promise<string | null> {
	const code = await listenOnce(host, port);
	if (code === null) return null;
	if (code === 'EADDRINUSE')
		return `port ${port} on ${host} is taken: stop what listens there, or set ${variable} to a free port`;
	if (code === 'EACCES')
		return `port ${port} on ${host} is not allowed for this user: set ${variable} to a port above 1023`;
	return `cannot listen on ${host}, port ${port} (${code}): set HOST to an address of this machine`;
}

/** Null when it could listen there, else the error's code. */
function listenOnce(host: string, port: number): Promise<string | null> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
		server.listen(port, host, () => server.close(() => resolve(null)));
	});
}
