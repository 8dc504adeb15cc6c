/** The paths of the OpenAPI document about items and their figures. */
import { MINIMUM_DUE, metrics } from '#domain/ranking.ts';
import { manifestEvents } from '../clickhouse/manifest.ts';
import { itemFigures, undeliveredStates } from '../clickhouse/item-figures.ts';
import {
	forbidden,
	json,
	ofItems,
	paging,
	period,
	query,
	refusals,
	scope
} from './openapi-parts.ts';
import { instant, text } from './openapi-forms.ts';

export const itemPaths = {
	'/summary': {
		get: {
			operationId: 'summary',
			summary: 'The figures of one scope and one period',
			parameters: [
				scope,
				...period,
				query('asOf', instant, 'An instant of the last hour'),
				query('asKnownAt', instant, 'Leaves out what was received later: what was shown then')
			],
			responses: {
				200: json('The figures', { $ref: '#/components/schemas/Summary' }),
				...refusals
			}
		}
	},
	'/ranking': {
		get: {
			operationId: 'ranking',
			summary: 'The 31 provinces by a metric',
			parameters: [
				query('metric', { type: 'string', enum: metrics }, 'Default: on_time_rate'),
				query(
					'minimum',
					{ type: 'integer', minimum: 0, default: MINIMUM_DUE },
					'A rate of fewer items due has no rank'
				),
				...ofItems,
				query('asOf', instant, 'An instant of the last hour'),
				query('asKnownAt', instant, 'Leaves out what was received later: what was shown then')
			],
			responses: {
				200: json('The ranking', { $ref: '#/components/schemas/Ranking' }),
				...refusals
			}
		}
	},
	'/undelivered': {
		get: {
			operationId: 'undelivered',
			summary: 'The items behind every undelivered number, by deadline',
			parameters: [
				scope,
				query(
					'state',
					{ type: 'string', enum: undeliveredStates },
					'One or more, with commas; default: all but disputed'
				),
				...ofItems,
				...paging
			],
			responses: {
				200: json('A page', { $ref: '#/components/schemas/Items' }),
				403: forbidden,
				...refusals
			}
		}
	},
	'/items': {
		get: {
			operationId: 'items',
			summary: 'The items that a figure of the summary counts, by deadline',
			parameters: [
				scope,
				{
					...query('figure', { type: 'string', enum: itemFigures }, 'The figure'),
					required: true
				},
				...ofItems,
				...paging
			],
			responses: {
				200: json('A page', { $ref: '#/components/schemas/Items' }),
				403: forbidden,
				...refusals
			}
		}
	},
	'/changes': {
		get: {
			operationId: 'changes',
			summary: 'The items that moved the figures of a period, with what was received of them since',
			parameters: [
				scope,
				query(
					'since',
					instant,
					'From what was shown then to what is shown now; without it, a closed period: what became known later'
				),
				query(
					'figure',
					{ type: 'string', enum: itemFigures },
					'One or more, with commas; default: all of days'
				),
				...ofItems,
				...paging
			],
			responses: {
				200: json('A page', { $ref: '#/components/schemas/Changes' }),
				403: forbidden,
				...refusals
			}
		}
	},
	'/batches/{batch}': {
		get: {
			operationId: 'batch',
			summary:
				'A manifest: what was ordered or printed as one batch, and what of it nothing happened to since',
			parameters: [
				{ name: 'batch', in: 'path', required: true, schema: text },
				query(
					'event',
					{ type: 'string', enum: manifestEvents },
					'What the list is of; default: ordered, where the batch has any'
				),
				scope,
				...paging
			],
			responses: {
				200: json('A page', { $ref: '#/components/schemas/Manifest' }),
				403: forbidden,
				...refusals
			}
		}
	},
	'/items/{mailNo}': {
		get: {
			operationId: 'item',
			summary: 'One item: what is known of it, and every event',
			parameters: [{ name: 'mailNo', in: 'path', required: true, schema: text }],
			responses: {
				200: json('The item', { $ref: '#/components/schemas/Item' }),
				403: forbidden,
				...refusals
			}
		}
	}
};
