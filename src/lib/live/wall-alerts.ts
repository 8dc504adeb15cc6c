import type { Json } from '#domain/merge-patch.ts';
import { parseInstant } from '#domain/time.ts';

/** An alarm as it came: of a kind that the screen may not know yet. */
export interface SeenAlert {
	readonly id: string;
	readonly kind: string;
	/** Empty where the kind has one reason only. */
	readonly reason: string;
	/** Epoch milliseconds. */
	readonly since: number;
	readonly object: string;
	readonly count: number;
}

/** Reads the alerts of a wall's state, the oldest first. What cannot be read is left out. */
export function readAlerts(part: Json | undefined): readonly SeenAlert[] {
	return Object.entries(record(part))
		.flatMap(([id, value]) => {
			const { kind, reason, since, object, count } = record(value);
			const at = typeof since === 'string' ? parseInstant(since) : undefined;
			if (typeof kind !== 'string' || at === undefined) return [];
			return [
				{
					...{ id, kind, since: at },
					reason: typeof reason === 'string' ? reason : '',
					object: typeof object === 'string' ? object : '',
					count: typeof count === 'number' ? count : 0
				}
			];
		})
		.sort((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1));
}

function record(value: Json | undefined): Readonly<Record<string, Json | undefined>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Readonly<Record<string, Json>>) // isArray does not narrow readonly arrays away
		: {};
}
