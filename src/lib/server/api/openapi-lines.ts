/** The paths of the OpenAPI document about lines, and their schemas. */
import { packmlStates } from '#domain/event.ts';
import { instant, maybe, named, text, whole } from './openapi-forms.ts';
import { json, query, refusals, scope } from './openapi-parts.ts';

const share = { type: ['number', 'null'] };
const lineState = { type: 'string', enum: [...packmlStates, 'UNKNOWN'] };

const output = {
	good: { type: ['integer', 'null'], description: 'Made and not rejected; null: it never said' },
	rejected: { type: ['integer', 'null'] },
	availability: { ...share, description: 'Execute of planned time (ISO 22400-2)' },
	performance: { ...share, description: 'Made at the rated speed, of the time in Execute' },
	quality: { ...share, description: 'Good of made' },
	oee: { ...share, description: 'The product of the three' }
};

const span = {
	state: lineState,
	fault: maybe(text),
	from: instant,
	to: instant,
	seconds: { type: 'number' }
};

export const lineSchemas = {
	Lines: named({
		scope: text,
		asOf: instant,
		items: {
			type: 'array',
			items: named({
				site: text,
				device: text,
				kind: maybe(text),
				state: { ...lineState, description: 'UNKNOWN without a report of the last five minutes' },
				since: instant,
				fault: maybe(text),
				lastAt: instant,
				...output,
				perHour: { type: ['number', 'null'], description: 'Of the last 15 minutes' },
				rated: { type: ['number', 'null'], description: 'Items an hour' },
				shift: named({ name: text, from: instant, to: instant, ...output })
			})
		}
	}),
	Line: named({
		site: text,
		device: text,
		from: instant,
		to: instant,
		states: { type: 'array', items: named(span) },
		stops: {
			type: 'array',
			items: named({
				...span,
				itemCount: whole,
				items: {
					type: 'array',
					description: 'What was on the line meanwhile; empty for a wall',
					items: named({ mailNo: text, from: instant, to: instant })
				}
			})
		},
		isComplete: { type: 'boolean', description: 'False: more was on it than one answer tells' }
	})
};

const inPath = (name: string) => ({ name, in: 'path', required: true, schema: text });

export const linePaths = {
	'/lines': {
		get: {
			operationId: 'lines',
			summary: 'The lines of a scope: state, what they made today and in the shift, effectiveness',
			parameters: [scope, query('asOf', instant, 'An instant of the last hour')],
			responses: {
				200: json('The lines', { $ref: '#/components/schemas/Lines' }),
				...refusals
			}
		}
	},
	'/lines/{site}/{device}': {
		get: {
			operationId: 'line',
			summary: 'The states of a line over time, its stops, and what was on it meanwhile',
			parameters: [
				inPath('site'),
				inPath('device'),
				query('from', instant, 'Default: eight hours before `to`; a day at the most'),
				query('to', instant, 'Default: asOf')
			],
			responses: {
				200: json('The line', { $ref: '#/components/schemas/Line' }),
				...refusals
			}
		}
	}
};
