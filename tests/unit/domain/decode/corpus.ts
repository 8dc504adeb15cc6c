/** Bad input as it comes from the field: what is sent where, and the reasons it is refused for. */
import type { BadInput } from './corpus-case.ts';
import { badFields } from './corpus-fields.ts';
import { badMessages } from './corpus-messages.ts';
import { badTopics } from './corpus-topics.ts';

/** All of it, as sent at `now` (epoch ms). The accepted ones share an identity: each is its own device's. */
export function badInput(now: number): readonly BadInput[] {
	return [...badMessages(now), ...badFields(now), ...badTopics(now)];
}
