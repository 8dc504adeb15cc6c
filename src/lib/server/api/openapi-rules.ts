/** The paths of the OpenAPI document about the rules and the calendar of deadlines, and their schemas. */
import { day, named, text, whole } from './openapi-forms.ts';
import { forbidden, json, refusals } from './openapi-parts.ts';

const rule = {
	type: 'object',
	required: ['id', 'match', 'due', 'warnMinutes'],
	properties: {
		id: text,
		match: {
			type: 'object',
			description: 'All that is named must hold; the first rule that matches decides',
			properties: {
				project: text,
				wave: text,
				reach: { type: 'string', enum: ['same_city', 'same_province'] },
				from: { ...day, description: 'The first day of acceptance that it is for' },
				until: { ...day, description: 'The last one' }
			}
		},
		due: named({
			day: {
				oneOf: [{ type: 'integer', minimum: 0, maximum: 60 }, { const: 'next_workday' }],
				description: 'Days after that of the acceptance'
			},
			clock: { ...text, description: 'HH:mm:ss, Asia/Shanghai' }
		}),
		warnMinutes: { ...whole, description: 'An item is at risk for so long before its deadline' }
	}
};

const rulesBody = named({ rules: { type: 'array', items: rule }, otherwise: rule });

export const ruleSchemas = {
	Rules: named({
		version: whole,
		assumed: { type: 'boolean', description: 'Values that nobody has confirmed yet' },
		rules: { type: 'array', items: rule },
		otherwise: rule,
		recomputation: {
			...named({
				state: { type: 'string', enum: ['running', 'done'] },
				total: whole,
				done: whole,
				changed: whole
			}),
			description: 'Open items decided again after the last change'
		}
	}),
	RulesPreview: named({
		open: { ...whole, description: 'Open items' },
		changed: { ...whole, description: 'Those that would be due otherwise' },
		examples: {
			type: 'array',
			items: named({ mailNo: text, rule: text, deadline: text, newRule: text, newDeadline: text })
		}
	}),
	Calendar: named({
		year: whole,
		known: { type: 'boolean', description: 'False: a year without data' },
		days: {
			type: 'array',
			items: named({
				date: day,
				kind: { type: 'string', enum: ['holiday', 'workday'] },
				name: text,
				source: text
			})
		}
	})
};

const body = (schema: object) => ({ required: true, content: { 'application/json': { schema } } });
const answers = (description: string, name: string) => ({
	200: json(description, { $ref: `#/components/schemas/${name}` }),
	403: forbidden,
	...refusals
});
const year = { name: 'year', in: 'path', required: true, schema: whole };

export const rulePaths = {
	'/rules': {
		get: {
			operationId: 'rules',
			summary: 'By what deadlines are decided, and how far open items have been decided again',
			responses: answers('The rules', 'Rules')
		},
		put: {
			operationId: 'putRules',
			summary: 'Publishes the next version; open items are decided again by a job',
			requestBody: body(rulesBody),
			responses: answers('The rules as they are now', 'Rules')
		}
	},
	'/rules/preview': {
		post: {
			operationId: 'previewRules',
			summary: 'How many open items would be due otherwise by these rules',
			requestBody: body(rulesBody),
			responses: answers('What would change', 'RulesPreview')
		}
	},
	'/calendar/{year}': {
		get: {
			operationId: 'calendar',
			summary: 'The days of a year that depart from Monday to Friday',
			parameters: [year],
			responses: answers('The days', 'Calendar')
		},
		put: {
			operationId: 'putCalendar',
			summary: 'Replaces the days of a year; open items are decided again by a job',
			parameters: [year],
			requestBody: body(
				named({
					days: {
						type: 'array',
						items: named({ date: day, kind: { enum: ['holiday', 'workday'] }, name: text })
					}
				})
			),
			responses: answers('The days as they are now', 'Calendar')
		}
	}
};
