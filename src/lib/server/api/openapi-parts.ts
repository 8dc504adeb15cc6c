/** What the paths of the OpenAPI document are made of. */
import { bases } from '../clickhouse/item-figures.ts';
import { day, instant, text } from './openapi-forms.ts';
import { MAX_LIMIT } from './page.ts';

export const query = (name: string, schema: object, description: string) => ({
	name,
	in: 'query',
	required: false,
	schema,
	description
});

export const scope = query(
	'scope',
	{ type: 'string', pattern: '^(cn|\\d{2}|\\d{4}|\\d{6}(-[a-z0-9]{1,16})?)$' },
	'cn, a province (2 digits), a city (4), a county (6) or a site; default: the widest of the caller'
);

export const json = (description: string, schema: object) => ({
	description,
	content: { 'application/json': { schema } }
});

export const fault = (description: string) =>
	json(description, { $ref: '#/components/schemas/Fault' });

export const refusals = {
	400: fault('A parameter has a wrong value; `field` names it'),
	401: fault('No credential, or a bad one'),
	404: fault('No such route, or a scope outside of what the caller may see'),
	405: fault('Another method is accepted'),
	503: fault('ClickHouse does not answer')
};

export const forbidden = fault('The role may not do this');

export const paging = [
	query('limit', { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: 100 }, 'Rows a page'),
	query('cursor', text, 'The `next` of the page before; keeps its asOf'),
	query('asOf', instant, 'An instant of the last hour')
];

export const period = [
	query('date', day, 'The day; default: today'),
	query('from', day, 'The first day of a period'),
	query('to', day, 'The day after its last'),
	query('window', { type: 'string', enum: ['24h'] }, 'The deadlines of the 24 hours up to asOf'),
	query('basis', { type: 'string', enum: bases }, 'By which place items are counted')
];

export const projectForm = { type: 'string', pattern: '^[A-Z]{2,10}$' };
export const ofItems = [query('project', projectForm, 'Items of one project'), ...period];
