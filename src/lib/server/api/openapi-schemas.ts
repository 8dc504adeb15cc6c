/** The schemas of the OpenAPI document. */
import { accessSchemas } from './openapi-access.ts';
import { scanEvents } from '#domain/event.ts';
import { reasons } from './dead-letters.ts';
import { day, instant, maybe, named, pageOf, text, whole } from './openapi-forms.ts';
import { itemSchemas } from './openapi-item-schemas.ts';
import { lineSchemas } from './openapi-lines.ts';
import { ruleSchemas } from './openapi-rules.ts';
import { steps } from './throughput.ts';

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
	DeadLetterCounts: named({
		items: {
			type: 'array',
			items: named({
				reason: text,
				site: text,
				device: text,
				letters: whole,
				copies: whole,
				replayed: whole
			})
		},
		total: whole,
		asOf: instant
	}),
	Replayed: named({
		replayed: { ...whole, description: 'Letters that were tried' },
		stored: { ...whole, description: 'Those whose every event is stored now' },
		refused: { ...whole, description: 'Those that are still not good' }
	}),
	Imported: named({
		kind: { type: ['string', 'null'], description: 'history, calendar or sites' },
		loaded: {
			...whole,
			description: 'Lines loaded; 0 when there is a fault and `partial` is not asked for'
		},
		faultCount: whole,
		faults: {
			type: 'array',
			items: named({ line: whole, column: text, given: text, accepted: text })
		}
	}),
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
	...itemSchemas,
	...lineSchemas,
	...accessSchemas,
	...ruleSchemas,
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
