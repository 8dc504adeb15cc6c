import type { Caller } from '#server/auth/caller.ts';
import type { Credential } from '#server/auth/access.ts';
import type { Youkan } from '#server/youkan.ts';

type Session = NonNullable<Credential['session']>;

declare module 'node:http' {
	interface IncomingMessage {
		/** What server/host.ts hands over with each request. */
		youkan?: Youkan;
	}
}

declare global {
	namespace App {
		interface Locals {
			youkan: Youkan;
			/** Null where nobody has signed in; never null under /api. */
			caller: Caller | null;
			/** Of a signed-in browser. */
			session: Session | null;
		}
	}
}
