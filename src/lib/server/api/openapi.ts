/** The OpenAPI 3.1 document of the HTTP API: what is here is what the server answers. */
import { scanEvents } from '#domain/event.ts';
import { accessPaths } from './openapi-access.ts';
import { itemPaths } from './openapi-items.ts';
import { linePaths } from './openapi-lines.ts';
import { rulePaths } from './openapi-rules.ts';
import {
	fault,
	forbidden,
	json,
	paging,
	projectForm,
	query,
	refusals,
	scope
} from './openapi-parts.ts';
import { instant, text } from './openapi-forms.ts';
import { schemas } from './openapi-schemas.ts';
import { steps } from './throughput.ts';

export const openapi = {
	openapi: '3.1.0',
	info: {
		title: 'Youkan 邮瞰',
		version: '1',
		description:
			'Live figures of government mail (政务寄递). Times are RFC 3339 at +08:00; `from` ≤ t < `to`.'
	},
	servers: [{ url: '/api/v1' }],
	security: [{ bearer: [] }, { cookie: [] }],
	components: {
		securitySchemes: {
			bearer: { type: 'http', scheme: 'bearer' },
			// What changes something needs our own Origin and content-type application/json, too.
			cookie: { type: 'apiKey', in: 'cookie', name: 'youkan_session' }
		},
		schemas
	},
	paths: {
		...accessPaths,
		...itemPaths,
		...linePaths,
		...rulePaths,
		'/throughput': {
			get: {
				operationId: 'throughput',
				summary: 'Scans per bucket at the place of the scan; empty buckets are 0',
				parameters: [
					scope,
					query('event', { type: 'string', enum: scanEvents }, 'Default: all together'),
					query('project', projectForm, 'Scans that name the project, which `accepted` does'),
					query('from', instant, 'Rounded down to the step; default: an hour before `to`'),
					query(
						'to',
						instant,
						'Rounded down to the step; default: the end of the bucket that fills now'
					),
					query('step', { type: 'integer', enum: steps, default: 60 }, 'Seconds')
				],
				responses: {
					200: json('The buckets, oldest first', { $ref: '#/components/schemas/Throughput' }),
					...refusals
				}
			}
		},
		'/dead-letters': {
			get: {
				operationId: 'deadLetters',
				summary: 'What could not be accepted, newest first',
				parameters: [
					scope,
					query('reason', text, 'One reason'),
					query('site', text, 'One site'),
					query('device', text, 'One device'),
					query('from', instant, 'Received then or later'),
					query('to', instant, 'Received before'),
					...paging
				],
				responses: {
					200: json('A page', { $ref: '#/components/schemas/DeadLetters' }),
					403: forbidden,
					...refusals
				}
			}
		},
		'/dead-letters/counts': {
			get: {
				operationId: 'deadLetterCounts',
				summary: 'How many there are by reason and device; the total is that of the list',
				parameters: [
					scope,
					query('reason', text, 'One reason'),
					query('site', text, 'One site'),
					query('device', text, 'One device'),
					query('from', instant, 'Received then or later'),
					query('to', instant, 'Received before')
				],
				responses: {
					200: json('The counts', { $ref: '#/components/schemas/DeadLetterCounts' }),
					403: forbidden,
					...refusals
				}
			}
		},
		'/dead-letters/replay': {
			post: {
				operationId: 'replayDeadLetters',
				summary: 'Tries dead letters again by the rules of today; each event is stored once',
				requestBody: {
					required: true,
					...json('', {
						type: 'object',
						description:
							'Either or both; by reason: those that were not stored yet, 10,000 at a time',
						properties: {
							ids: { type: 'array', items: text, minItems: 1, maxItems: 1_000 },
							reason: text
						}
					})
				},
				responses: {
					200: json('What became of them', { $ref: '#/components/schemas/Replayed' }),
					403: forbidden,
					415: fault('The body is not application/json'),
					...refusals
				}
			}
		},
		'/dead-letters/{id}': {
			get: {
				operationId: 'deadLetter',
				summary: 'One dead letter with its payload',
				parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
				responses: {
					200: json('The dead letter', { $ref: '#/components/schemas/DeadLetter' }),
					403: forbidden,
					...refusals
				}
			}
		},
		'/devices': {
			get: {
				operationId: 'devices',
				summary: 'Devices with their last status and their clocks',
				parameters: [
					scope,
					query('clockFlagged', { type: 'boolean' }, 'Only those whose clock is, or is not, ahead'),
					...paging
				],
				responses: {
					200: json('A page', { $ref: '#/components/schemas/Devices' }),
					403: forbidden,
					...refusals
				}
			}
		},
		'/ledger': {
			get: {
				operationId: 'ledger',
				summary: 'What each device counted, hour by hour, and what became of it; newest first',
				parameters: [
					scope,
					query('site', text, 'One site'),
					query('device', text, 'One device'),
					query('from', instant, 'Rounded down to the hour; default: 24 hours before the end'),
					query('to', instant, 'Rounded down to the hour; default: the end of the hour of asOf'),
					...paging
				],
				responses: {
					200: json('A page', { $ref: '#/components/schemas/Ledger' }),
					403: forbidden,
					...refusals
				}
			}
		},
		'/import': {
			post: {
				operationId: 'import',
				summary: 'Loads a CSV file (UTF-8): history, calendar or sites, by its header line',
				parameters: [
					query('partial', { type: 'boolean' }, 'Load the good lines of a file that has bad ones')
				],
				requestBody: { required: true, content: { 'text/csv': { schema: text } } },
				responses: {
					200: json('What was loaded, and every fault', { $ref: '#/components/schemas/Imported' }),
					403: forbidden,
					413: fault('The file is longer than 16 MiB'),
					...refusals
				}
			}
		},
		'/openapi.json': {
			get: {
				operationId: 'openapi',
				summary: 'This document',
				responses: { 200: json('OpenAPI 3.1', { type: 'object' }), 401: refusals[401] }
			}
		}
	}
};
