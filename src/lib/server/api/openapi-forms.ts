/** The words that the schemas of the OpenAPI document are made of. */

export const text = { type: 'string' };
export const whole = { type: 'integer', minimum: 0 };
export const instant = { type: 'string', format: 'date-time', description: 'RFC 3339 at +08:00' };
export const day = { type: 'string', format: 'date', description: 'A business day, Asia/Shanghai' };

export const named = (properties: Record<string, object>) => ({
	type: 'object',
	required: Object.keys(properties),
	properties
});

export const maybe = (schema: { type: string }) => ({ ...schema, type: [schema.type, 'null'] });

/** A page of a list: the rows, and how to get the next ones. */
export const pageOf = (items: object) =>
	named({
		items: { type: 'array', items },
		next: { type: ['string', 'null'], description: 'The cursor of the next page' },
		total: whole,
		asOf: instant
	});
