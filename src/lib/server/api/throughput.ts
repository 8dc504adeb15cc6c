import { scanEvents } from '#domain/event.ts';
import { HOUR_MS, floorTo } from '#domain/time.ts';
import type { Caller } from '../auth/caller.ts';
import type { ThroughputAsk } from '../clickhouse/throughput.ts';
import { badRequest, ApiFault } from './fault.ts';
import { choiceOf, instantOf, parameter, scopeOf, projectOf } from './parameters.ts';

export const steps = [1, 10, 60, 3600, 86_400] as const;
const MAX_BUCKETS = 5_000;
/**
 * What a call of `throughput` asks for: [from, to), both rounded down to the step, whose days begin at 00:00
 * +08:00; by default the last hour at 60 s, the bucket that is still filling among it.
 */
export function throughputAsk(query: URLSearchParams, caller: Caller, now: number): ThroughputAsk {
	const scope = scopeOf(query, caller);
	const event = choiceOf(query, 'event', scanEvents);
	const project = projectOf(query);
	const stepSeconds = stepOf(query);
	const stepMs = stepSeconds * 1000;
	const end = instantOf(query, 'to') ?? floorTo(now, stepMs) + stepMs;
	const start = instantOf(query, 'from') ?? end - HOUR_MS;
	const from = floorTo(start, stepMs);
	const to = floorTo(end, stepMs);
	if (end < start) throw new ApiFault(400, 'bad_request', 'to: before from', 'to');
	const buckets = (to - from) / stepMs;
	if (buckets > MAX_BUCKETS)
		throw new ApiFault(
			400,
			'bad_request',
			`step: ${buckets} buckets of ${stepSeconds} s; accepted: up to ${MAX_BUCKETS}`,
			'step'
		);
	return { scope, event, project, from, to, stepSeconds };
}

function stepOf(query: URLSearchParams): number {
	const given = parameter(query, 'step') ?? '60';
	const step = steps.find((s) => String(s) === given);
	if (step === undefined) throw badRequest('step', given, `one of ${steps.join(', ')} (seconds)`);
	return step;
}
