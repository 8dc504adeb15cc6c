const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** True for a name of this machine that only itself knows; an IPv6 address in brackets. */
export function isLoopback(hostname: string): boolean {
	return loopback.has(hostname);
}

/**
 * Whether an origin is one of ours: the configured one, and while the server listens on loopback each of
 * its names at the same port.
 */
export function createPublicOrigins(server: {
	readonly origin: string;
	readonly host: string;
	readonly port: number;
}): (origin: string) => boolean {
	const host = server.host.includes(':') ? `[${server.host}]` : server.host;
	const names = loopback.has(host) ? [...loopback] : [];
	const origins = new Set([server.origin, ...names.map((name) => `http://${name}:${server.port}`)]);
	return (origin) => origins.has(origin);
}
