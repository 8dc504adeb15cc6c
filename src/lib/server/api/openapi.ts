/** The OpenAPI 3.1 document of the HTTP API: what is here is what the server answers. */
import { scanEvents } from '#domain/event.ts';
import { bases } from '../clickhouse/day-counts.ts';
import { day, instant, schemas, text } from './openapi-schemas.ts';
import { MAX_LIMIT } from './page.ts';
import { steps } from './throughput.ts';

const query = (name: string, schema: object, description: string) => ({
	name,
	in: 'query',
	required: false,
	schema,
	description
});

const scope = query(
	'scope',
	{ type: 'string', pattern: '^(cn|\\d{2}|\\d{4}|\\d{6}(-[a-z0-9]{1,16})?)$' },
	'cn, a province (2 digits), a city (4), a county (6) or a site; default: the widest of the caller'
);

const json = (description: string, schema: object) => ({
	description,
	content: { 'application/json': { schema } }
});

const fault = (description: string) => json(description, { $ref: '#/components/schemas/Fault' });

const refusals = {
	400: fault('A parameter has a wrong value; `field` names it'),
	401: fault('No credential, or a bad one'),
	404: fault('No such route, or a scope outside of what the caller may see'),
	405: fault('Another method is accepted'),
	503: fault('ClickHouse does not answer')
};

const forbidden = fault('The role may not do this');

const paging = [
	query('limit', { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: 100 }, 'Rows a page'),
	query('cursor', text, 'The `next` of the page before; keeps its asOf'),
	query('asOf', instant, 'An instant of the last hour')
];

export const openapi = {
	openapi: '3.1.0',
	info: {
		title: 'Youkan 邮瞰',
		version: '1',
		description:
			'Live figures of government mail (政务寄递). Times are RFC 3339 at +08:00; `from` ≤ t < `to`.'
	},
	servers: [{ url: '/api/v1' }],
	security: [{ bearer: [] }],
	components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } }, schemas },
	paths: {
		'/summary': {
			get: {
				operationId: 'summary',
				summary: 'The figures of one scope and one period',
				parameters: [
					scope,
					query('date', day, 'The day; default: today'),
					query('from', day, 'The first day of a period'),
					query('to', day, 'The day after its last'),
					query('window', { type: 'string', enum: ['24h'] }, 'The deadlines up to asOf'),
					query('basis', { type: 'string', enum: bases }, 'By which place items are counted'),
					query('asOf', instant, 'An instant of the last hour')
				],
				responses: {
					200: json('The figures', { $ref: '#/components/schemas/Summary' }),
					...refusals
				}
			}
		},
		'/throughput': {
			get: {
				operationId: 'throughput',
				summary: 'Scans per bucket at the place of the scan; empty buckets are 0',
				parameters: [
					scope,
					query('event', { type: 'string', enum: scanEvents }, 'Default: all together'),
					query(
						'project',
						{ type: 'string', pattern: '^[A-Z]{2,10}$' },
						'Scans that name the project, which `accepted` does'
					),
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
		'/openapi.json': {
			get: {
				operationId: 'openapi',
				summary: 'This document',
				responses: { 200: json('OpenAPI 3.1', { type: 'object' }), 401: refusals[401] }
			}
		}
	}
};
