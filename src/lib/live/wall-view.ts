import { scanEvents, type ScanEventName } from '#domain/event.ts';
import type { Json, JsonObject } from '#domain/merge-patch.ts';
import { parseInstant } from '#domain/time.ts';
import type { ProvinceFigures } from '#domain/wall.ts';

/** A rate as it came: its counts, and its value where there is one. */
interface SeenRate {
	readonly numerator: number;
	readonly denominator: number;
	readonly value: number | undefined;
}

/** The figures of a wall. What the state does not hold is undefined: no data is not 0. */
export interface SeenSummary {
	readonly accepted: number | undefined;
	readonly delivered: number | undefined;
	readonly attempted: number | undefined;
	readonly overdueOpen: number | undefined;
	readonly onTimeRate: SeenRate | undefined;
	readonly completeness: SeenRate | undefined;
	readonly perHour: Readonly<Partial<Record<ScanEventName, number>>>;
}

const nothing: JsonObject = {};

function object(value: Json | undefined): JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as JsonObject) // isArray does not narrow readonly arrays away
		: nothing;
}

function number(value: Json | undefined): number | undefined {
	return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function rateOf(value: Json | undefined): SeenRate | undefined {
	const rate = object(value);
	const numerator = number(rate['numerator']);
	const denominator = number(rate['denominator']);
	if (numerator === undefined || denominator === undefined) return undefined;
	return { numerator, denominator, value: number(rate['value']) };
}

/** Reads the figures of a wall's state. */
export function readSummary(part: Json | undefined): SeenSummary {
	const summary = object(part);
	const perHour = object(summary['perHour']);
	const counts: Partial<Record<ScanEventName, number>> = {};
	for (const event of scanEvents) {
		const count = number(perHour[event]);
		if (count !== undefined) counts[event] = count;
	}
	return {
		accepted: number(summary['accepted']),
		delivered: number(summary['delivered']),
		attempted: number(summary['attempted']),
		overdueOpen: number(summary['overdueOpen']),
		onTimeRate: rateOf(summary['onTimeRate']),
		completeness: rateOf(summary['completeness']),
		perHour: counts
	};
}

/** One figure of the provinces by their code, of those that have data. */
export function readProvinces(
	part: Json | undefined,
	figure: keyof ProvinceFigures
): ReadonlyMap<string, number> {
	const found = new Map<string, number>();
	for (const [code, province] of Object.entries(object(part))) {
		const count = number(object(province)[figure]);
		if (count !== undefined) found.set(code, count);
	}
	return found;
}

/** Scans of each bucket of the chart by its start in epoch ms. */
export function readThroughput(part: Json | undefined): ReadonlyMap<number, number> {
	const buckets = new Map<number, number>();
	for (const [at, scans] of Object.entries(object(part))) {
		const start = parseInstant(at);
		const count = number(scans);
		if (start !== undefined && count !== undefined) buckets.set(start, count);
	}
	return buckets;
}
