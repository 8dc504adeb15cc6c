/** The paths of the OpenAPI document about accounts, tokens, sign-ins and the audit, and their schemas. */
import { accountRoles } from '#domain/role.ts';
import { instant, named, text, whole } from './openapi-forms.ts';
import { fault, forbidden, json, paging, query, refusals } from './openapi-parts.ts';

const role = { type: 'string', enum: accountRoles };
const flag = { type: 'boolean' };
const list = { type: 'array', items: text };
const none = { type: 'null' };
const maybe = (schema: object) => ({ oneOf: [schema, none] });
const pageOf = (name: string) =>
	named({
		items: { type: 'array', items: { $ref: `#/components/schemas/${name}` } },
		next: maybe(text),
		total: whole,
		asOf: instant
	});

export const accessSchemas = {
	User: named({
		user: text,
		role,
		scopes: { ...list, description: 'The widest first' },
		teams: list,
		disabled: flag,
		mustChange: { ...flag, description: 'The password has to be changed first' },
		hasSecondFactor: flag,
		lastSeen: maybe(instant)
	}),
	Users: pageOf('User'),
	Token: named({
		id: text,
		kind: { type: 'string', enum: ['api', 'wall'] },
		name: text,
		role: text,
		scope: text,
		createdAt: instant,
		expiresAt: instant,
		lastUsedAt: maybe(instant),
		revokedAt: maybe(instant),
		state: { type: 'string', enum: ['valid', 'revoked', 'expired'] },
		endsSoon: { ...flag, description: 'Within 30 days' }
	}),
	Tokens: pageOf('Token'),
	NewToken: named({
		id: text,
		token: { ...text, description: 'Shown this once' },
		expiresAt: instant
	}),
	Act: named({
		n: whole,
		at: instant,
		actor: text,
		act: text,
		object: text,
		detail: { type: 'object' },
		hash: { ...text, description: 'SHA-256 over the row and the hash of the one before' }
	}),
	Audit: pageOf('Act'),
	AuditCheck: named({
		rows: whole,
		broken: { ...maybe(whole), description: 'The first row that was changed or is missing' },
		head: text
	}),
	SignedIn: named({ id: text, agent: text, current: flag, createdAt: instant, lastSeen: instant }),
	SignedInList: pageOf('SignedIn')
};

const body = (properties: Record<string, object>, required: readonly string[]) => ({
	requestBody: {
		required: true,
		content: { 'application/json': { schema: { type: 'object', required, properties } } }
	}
});
const answers = (description: string, name: string) => ({
	200: json(description, { $ref: `#/components/schemas/${name}` }),
	403: forbidden,
	...refusals
});
const done = { 204: { description: 'Done' }, 403: forbidden, ...refusals };
const named409 = { 409: fault('There is one of that name, or it is the last admin') };
const inPath = (name: string) => [{ name, in: 'path', required: true, schema: text }];
const account = { role, scopes: list, teams: list, password: text, mustChange: flag };

export const accessPaths = {
	'/session': {
		post: {
			operationId: 'signIn',
			summary: 'Signs a browser in: sets its cookie. At most ten tries a second are looked at',
			security: [],
			...body({ user: text, password: text, code: text }, ['user', 'password']),
			responses: {
				...done,
				401: fault('Not right; `code`: the second factor is needed'),
				429: fault('Busy')
			}
		},
		delete: { operationId: 'signOut', summary: 'Ends the session', responses: done }
	},
	'/me': {
		get: { operationId: 'me', summary: 'Who asks', responses: answers('The account', 'User') }
	},
	'/me/status': {
		get: {
			operationId: 'status',
			summary: 'Up to when everything received is stored',
			responses: { 200: json('The instant', named({ asOf: instant })), ...refusals }
		}
	},
	'/me/password': {
		put: {
			operationId: 'changePassword',
			summary: 'Changes the own password; every session ends, this one goes on under a new cookie',
			...body({ current: text, password: text }, ['current', 'password']),
			responses: done
		}
	},
	'/me/sessions': {
		get: {
			operationId: 'sessions',
			summary: 'Signed-in browsers',
			responses: answers('All of them', 'SignedInList')
		},
		delete: {
			operationId: 'endOtherSessions',
			summary: 'Signs out everywhere else',
			responses: done
		}
	},
	'/me/sessions/{id}': {
		delete: {
			operationId: 'endSession',
			summary: 'Signs one browser out',
			parameters: inPath('id'),
			responses: done
		}
	},
	'/me/second-factor': {
		post: {
			operationId: 'offerSecondFactor',
			summary:
				'A new second factor (RFC 6238), as text and as a picture; it counts from its first code on',
			...body({ password: text }, ['password']),
			responses: {
				200: json('The secret', named({ secret: text, address: text, picture: text })),
				...refusals
			}
		},
		put: {
			operationId: 'confirmSecondFactor',
			summary: 'Proves that the secret arrived',
			...body({ code: text }, ['code']),
			responses: done
		},
		delete: {
			operationId: 'removeSecondFactor',
			summary: 'Takes it away',
			...body({ password: text }, ['password']),
			responses: done
		}
	},
	'/users': {
		get: {
			operationId: 'users',
			summary: 'All accounts',
			responses: answers('All of them', 'Users')
		},
		post: {
			operationId: 'createUser',
			summary: 'Makes an account',
			...body({ user: text, ...account }, ['user', 'role', 'scopes', 'password']),
			responses: { ...answers('The account', 'User'), ...named409 }
		}
	},
	'/users/{user}': {
		get: {
			operationId: 'user',
			summary: 'One account',
			parameters: inPath('user'),
			responses: answers('The account', 'User')
		},
		patch: {
			operationId: 'changeUser',
			summary: 'Changes what is given; whose rights or password changed is signed out everywhere',
			parameters: inPath('user'),
			...body({ ...account, disabled: flag }, []),
			responses: { ...answers('The account', 'User'), ...named409 }
		},
		delete: {
			operationId: 'deleteUser',
			summary: 'Deletes an account; the audit keeps what it did',
			parameters: inPath('user'),
			responses: { ...done, ...named409 }
		}
	},
	'/tokens': {
		get: {
			operationId: 'tokens',
			summary: 'All tokens, newest first',
			responses: answers('All of them', 'Tokens')
		},
		post: {
			operationId: 'createToken',
			summary: 'Makes a token; a wall has the rights of a wall and 400 days after each use',
			...body(
				{
					name: text,
					kind: { type: 'string', enum: ['api', 'wall'] },
					role: { ...role, description: 'Of an API token' },
					scope: text,
					expiresAt: instant
				},
				['name', 'kind', 'scope']
			),
			responses: answers('The token, this once', 'NewToken')
		}
	},
	'/tokens/{id}': {
		delete: {
			operationId: 'revokeToken',
			summary: 'Ends a token: its calls at once, its connections within two seconds',
			parameters: inPath('id'),
			responses: done
		}
	},
	'/audit': {
		get: {
			operationId: 'audit',
			summary: 'What people did, newest first; nobody can change it',
			parameters: [
				query('actor', text, 'Who'),
				query('act', text, 'How the act begins: `user.` or `user.create`'),
				query('object', text, 'Of what'),
				query('from', instant, 'Then or later'),
				query('to', instant, 'Before'),
				...paging
			],
			responses: answers('A page', 'Audit')
		}
	},
	'/audit/verify': {
		get: {
			operationId: 'verifyAudit',
			summary: 'Whether every row follows from the one before',
			responses: answers('What the check found', 'AuditCheck')
		}
	},
	'/items/{mailNo}/unmask': {
		post: {
			operationId: 'unmask',
			summary: 'The whole number of a masked one, after the reason is in the audit',
			parameters: inPath('mailNo'),
			...body({ reason: text }, ['reason']),
			responses: { 200: json('The number', named({ mailNo: text })), 403: forbidden, ...refusals }
		}
	}
};
