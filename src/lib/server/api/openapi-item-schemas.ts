/** The schemas of the OpenAPI document about items and their figures. */
import { scanEvents } from '#domain/event.ts';
import { itemStatuses } from '#domain/item.ts';
import { faultKinds } from '#domain/item-faults.ts';
import { segmentNames } from '#domain/item-segments.ts';
import { metrics } from '#domain/ranking.ts';
import { itemFigures, undeliveredStates } from '../clickhouse/item-figures.ts';
import { day, instant, maybe, named, pageOf, text, whole } from './openapi-forms.ts';

const figures = { type: 'array', items: { type: 'string', enum: itemFigures } };

export const itemSchemas = {
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
	Changes: pageOf(
		named({
			mailNo: text,
			project: text,
			originSite: text,
			dest: text,
			deadline: maybe(instant),
			deliveredAt: maybe(instant),
			was: { ...figures, description: 'The figures that counted it before' },
			is: { ...figures, description: 'The figures that count it now' },
			received: {
				type: 'array',
				description: 'What was received of it since, oldest first',
				items: named({
					event: text,
					at: instant,
					receivedAt: instant,
					site: text,
					device: text,
					boot: text,
					seq: whole
				})
			}
		})
	),
	Manifest: pageOf(
		named({
			mailNo: text,
			since: { ...instant, description: 'When it was put on the manifest' },
			site: text
		})
	)
};
