/** The schemas of the OpenAPI document, and the words they are made of. */
import { scanEvents } from '#domain/event.ts';
import { itemStatuses } from '#domain/item.ts';
import { faultKinds } from '#domain/item-faults.ts';
import { segmentNames } from '#domain/item-segments.ts';
import { metrics } from '#domain/ranking.ts';
import { undeliveredStates } from '../clickhouse/item-figures.ts';
import { reasons } from './dead-letters.ts';
import { steps } from './throughput.ts';

export const text = { type: 'string' };
const whole = { type: 'integer', minimum: 0 };
export const instant = { type: 'string', format: 'date-time', description: 'RFC 3339 at +08:00' };
export const day = { type: 'string', format: 'date', description: 'A business day, Asia/Shanghai' };

const named = (properties: Record<string, object>) => ({
	type: 'object',
	required: Object.keys(properties),
	properties
});

const maybe = (schema: { type: string }) => ({ ...schema, type: [schema.type, 'null'] });

const deadLetter = {
	id: text,
	receivedAt: instant,
	topic: text,
	payloadBytes: whole,
	reason: { ...text, description: `${reasons.join(', ')}, or field:<name>` },
	detail: { ...text, description: 'What was given, and what is accepted' },
	site: text,
	device: text,
	stream: text,
	boot: text,
	seq: whole,
	at: { ...maybe(instant), description: "The event's own time; null where it could not be read" },
	copies: { ...whole, description: 'How often it came' },
	replayedAt: maybe(instant)
};

/** A page of a list: the rows, and how to get the next ones. */
const pageOf = (items: object) =>
	named({
		items: { type: 'array', items },
		next: { type: ['string', 'null'], description: 'The cursor of the next page' },
		total: whole,
		asOf: instant
	});

const rate = { $ref: '#/components/schemas/Rate' };

/** What the answers look like, by name. */
export const schemas = {
	Fault: named({
		error: {
			type: 'object',
			required: ['code', 'message'],
			properties: { code: text, message: text, field: text }
		}
	}),
	Rate: named({
		numerator: whole,
		denominator: whole,
		value: {
			type: ['number', 'null'],
			description: 'numerator / denominator; null when the denominator is 0'
		}
	}),
	Summary: named({
		scope: text,
		date: day,
		asOf: { ...instant, description: 'Everything received before it is in the figures' },
		revised: { type: 'boolean', description: 'The day changed after it was closed' },
		accepted: { ...whole, description: 'Distinct items accepted, by origin' },
		delivered: { ...whole, description: 'Distinct items delivered, by destination' },
		attempted: { ...whole, description: 'Distinct items attempted, by destination' },
		due: { ...whole, description: 'Items whose deadline lies in the period, not after asOf' },
		deliveredOfDue: whole,
		deliveredOnTime: { ...whole, description: 'Of those due, delivered at or before the deadline' },
		overdueOpen: {
			...whole,
			description: 'Items of any day, deadline before asOf, neither delivered nor ended'
		},
		deliveryRate: rate,
		onTimeRate: rate,
		completeness: rate,
		perHour: named(Object.fromEntries(scanEvents.map((event) => [event, whole])))
	}),
	DeadLetter: named({
		...deadLetter,
		payload: { ...text, description: 'The first 64 KiB; of an array the one object' }
	}),
	DeadLetters: pageOf(named(deadLetter)),
	Devices: pageOf(
		named({
			site: text,
			device: text,
			online: { type: ['boolean', 'null'], description: 'Null when it never said so' },
			since: maybe(instant),
			skewSeconds: {
				type: ['number', 'null'],
				description: 'The least of receipt − own time of its last messages; negative is ahead'
			},
			clockFlagged: { type: 'boolean', description: 'More than two minutes ahead' }
		})
	),
	Ledger: pageOf(
		named({
			site: text,
			device: text,
			stream: text,
			hour: { ...instant, description: 'Start of the hour' },
			advance: {
				...whole,
				description: 'What the device counted: stored + rejected + missing'
			},
			stored: { ...whole, description: 'Distinct numbers stored, in the hour of their time' },
			rejected: { ...whole, description: 'Distinct numbers that are dead letters and not stored' },
			missing: {
				...whole,
				description: 'Numbers that never came, in the hour of the next higher one'
			},
			duplicate: { ...whole, description: 'Further copies, in the hour of receipt' },
			conflict: { ...whole, description: 'Copies refused as `identity`, in the hour of receipt' },
			revised: { type: 'boolean', description: 'The hour changed after its day was closed' }
		})
	),
	Items: pageOf(
		named({
			mailNo: text,
			project: { ...text, description: 'Empty for an item without acceptance, as are the places' },
			originSite: text,
			dest: text,
			wave: text,
			priority: text,
			acceptedAt: maybe(instant),
			deadline: maybe(instant),
			rule: { ...text, description: 'The rule that the deadline is of' },
			deliveredAt: maybe(instant),
			lastEvent: text,
			lastAt: instant,
			lastSite: text,
			attempts: { ...whole, description: 'Attempts before its end' },
			states: {
				type: 'array',
				items: { type: 'string', enum: undeliveredStates },
				description: 'Every undelivered state that it is in'
			}
		})
	),
	Ranking: named({
		metric: { type: 'string', enum: metrics },
		basis: { type: ['string', 'null'], description: 'As asked; null: the usual one of the metric' },
		project: maybe(text),
		window: maybe(text),
		minimum: whole,
		from: day,
		to: { ...day, description: 'The day after the last' },
		asOf: instant,
		items: {
			type: 'array',
			items: named({
				province: text,
				name: text,
				rank: { type: ['integer', 'null'], description: 'Equal fractions share one: 1, 2, 2, 4' },
				previousRank: {
					type: ['integer', 'null'],
					description: 'In the period of equal length just before'
				},
				value: { type: ['number', 'null'] },
				numerator: { type: ['integer', 'null'] },
				denominator: { type: ['integer', 'null'] },
				low: { type: ['number', 'null'], description: '95 % interval of a rate (Wilson)' },
				high: { type: ['number', 'null'] },
				group: {
					type: ['integer', 'null'],
					description: 'The rates of one group cannot be told apart: their intervals overlap'
				}
			})
		}
	}),
	Item: named({
		mailNo: text,
		status: { type: 'string', enum: itemStatuses },
		project: maybe(text),
		originSite: maybe(text),
		dest: maybe(text),
		acceptedAt: maybe(instant),
		deliveredAt: maybe(instant),
		deadline: {
			type: ['object', 'null'],
			description: 'When it is due, and which version of which rule said so',
			properties: {
				at: instant,
				rule: text,
				version: whole,
				calendarKnown: { type: 'boolean', description: 'False: a year without calendar data' }
			}
		},
		attempts: { ...whole, description: 'Attempts before its end' },
		disputed: { type: 'boolean', description: 'Something happened after it was delivered' },
		segments: {
			type: 'array',
			items: named({
				segment: { type: 'string', enum: segmentNames },
				from: instant,
				to: maybe(instant),
				seconds: { type: 'number', description: 'Of an open one up to now' },
				open: { type: 'boolean' }
			})
		},
		faults: {
			type: 'array',
			items: named({
				kind: { type: 'string', enum: faultKinds },
				step: maybe(text),
				event: text,
				at: instant,
				site: text,
				device: text,
				boot: text,
				seq: whole,
				assumed: { type: 'boolean', description: 'No source names this expectation' }
			})
		},
		events: {
			type: 'array',
			description: 'What the devices said, in order; other fields of a scan as they came',
			items: named({
				at: instant,
				receivedAt: instant,
				event: { type: 'string', enum: scanEvents },
				site: text,
				device: text,
				boot: text,
				seq: whole,
				countedAt: { ...instant, description: 'Its time in every order and figure' },
				clockSuspect: { type: 'boolean' },
				corrected: { type: 'boolean', description: 'It was wrong, and left every figure' },
				afterEnd: { type: 'boolean', description: 'It came when the item had ended' }
			})
		},
		alerts: { type: 'array', items: { type: 'object' } },
		lines: { type: 'array', items: { type: 'object' } }
	}),
	Throughput: named({
		scope: text,
		step: { type: 'integer', enum: steps },
		asOf: instant,
		items: {
			type: 'array',
			items: named({ at: { ...instant, description: 'Start of the bucket' }, count: whole })
		}
	})
};
