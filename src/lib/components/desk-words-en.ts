/** The texts of the pages for desks in English. */
import type { Role } from '#domain/role.ts';
import type { DeskWords } from './desk-words-zh.ts';

const enRoles: Readonly<Record<Role, string>> = {
	viewer: 'viewer',
	manager: 'manager',
	oncall: 'on call',
	operator: 'operator',
	lead: 'lead',
	admin: 'admin',
	auditor: 'auditor',
	wall: 'wall'
};

export const en: DeskWords = {
	product: 'Youkan',
	demo: 'demo data',
	roles: enRoles,
	nation: 'Nation',
	language: '中文',
	look: { light: 'Dark', dark: 'Light' },
	nav: {
		label: 'Main',
		home: 'Home',
		wall: 'Wall',
		admin: 'Administration',
		me: 'My account',
		signOut: 'Sign out'
	},
	sections: {
		users: 'Users',
		tokens: 'Tokens',
		rules: 'Deadline rules',
		calendar: 'Calendar',
		'dead-letters': 'Dead letters',
		import: 'Import',
		audit: 'Audit'
	},
	state: {
		loading: 'Loading…',
		empty: 'Nothing here',
		offline: 'The server does not answer; try again in a while',
		again: 'Try again',
		saved: 'Saved',
		more: 'More',
		total: (count) => `${count} in all`
	},
	act: {
		save: 'Save',
		create: 'New',
		cancel: 'Cancel',
		remove: 'Delete',
		edit: 'Change',
		close: 'Close'
	},
	login: {
		title: 'Sign in',
		user: 'Account',
		password: 'Password',
		code: 'Code',
		codeHint: 'the six digits that your authenticator shows',
		submit: 'Sign in',
		wrong: 'Account, password or code is not right',
		busy: 'Many sign in at the moment; try again in a second',
		insecure:
			'This address is neither https nor this machine: the browser will not keep the sign-in. Use the https address.',
		wallHint: 'A wall needs no sign-in: open the wall address with its token.'
	},
	me: {
		title: 'My account',
		scopes: 'Scopes',
		mustChange: 'Change the initial password first; then everything else opens.',
		mustFactor: 'Your role needs a second factor: set it up first.',
		password: 'Change the password',
		current: 'Current password',
		next: 'New password',
		nextHint: '8 characters or more, without the account’s name, no common word',
		factor: 'Second factor',
		factorOn: 'in use',
		factorOff: 'not in use',
		factorStart: 'Set up',
		factorRemove: 'Remove',
		factorScan:
			'Scan the picture with an authenticator, or type the key, then fill in the six digits.',
		sessions: 'Signed-in browsers',
		thisOne: 'this one',
		lastSeen: 'Last used',
		end: 'Sign out',
		endOthers: 'Sign out everywhere else'
	},
	users: {
		user: 'Account',
		role: 'Role',
		scopes: 'Scopes',
		scopesHint:
			'cn, a province (2 digits), a city (4), a county (6) or a site; several with spaces between',
		teams: 'Teams',
		password: 'Password',
		keep: 'empty: as it is',
		mustChange: 'Has to change the password at the first sign-in',
		disabled: 'disabled',
		active: 'active',
		factor: 'Second factor',
		lastSeen: 'Last used',
		never: 'never',
		created: (user) => `${user} is there`,
		confirmRemove: (user) =>
			`Delete the account ${user}? It is signed out at once; the audit stays.`
	},
	tokens: {
		name: 'Name',
		kind: 'Kind',
		kinds: { api: 'API', wall: 'wall' },
		role: 'Role',
		scope: 'Scope',
		expires: 'Ends',
		used: 'Last used',
		state: 'State',
		states: { valid: 'valid', revoked: 'revoked', expired: 'ended' },
		endsSoon: 'ends within 30 days',
		once: 'The token is shown this once; keep it now:',
		wallAddress: 'Wall address',
		revoke: 'Revoke',
		confirmRevoke: (name) =>
			`Revoke the token “${name}”? What uses it is cut off within two seconds.`
	},
	rules: {
		version: 'Version',
		assumed: 'assumed values, as shipped',
		order: 'From the top; the first that matches counts',
		id: 'Id',
		match: 'Matches',
		due: 'Due',
		warn: 'Warning (min)',
		otherwise: 'else',
		json: 'Rules (JSON)',
		preview: 'Preview',
		publish: 'Publish',
		previewed: (changed, open) => `${changed} of ${open} open items would be due otherwise`,
		published: 'Published; open items are decided again',
		running: (done, total) => `Deciding open items again: ${done} of ${total}`,
		done: 'All open items are decided',
		from: 'Until now',
		to: 'New'
	},
	calendar: {
		year: 'Year',
		unknown:
			'No data for this year: 1 January, 1-2 May and 1-3 October are holidays, the rest Monday to Friday.',
		date: 'Day',
		kind: 'Kind',
		kinds: { holiday: 'holiday', workday: 'workday' },
		name: 'Name',
		source: 'Source',
		add: 'Add a day'
	},
	letters: {
		reason: 'Reason',
		topic: 'Topic',
		detail: 'Detail',
		at: 'Received',
		copies: 'Copies',
		replayed: 'Replayed',
		replay: 'Replay all of this reason',
		replayOne: 'Replay',
		result: (tried, stored) => `${tried} tried, ${stored} stored`,
		all: 'All reasons',
		payload: 'Payload',
		none: 'No dead letters: every message was accepted'
	},
	imports: {
		help: 'Choose a CSV file (UTF-8). Its header tells the kind: history, calendar, sites.',
		file: 'File',
		partial: 'Leave lines with faults out and load the rest',
		submit: 'Import',
		loaded: (kind, count) => `${kind}: ${count} lines loaded`,
		refused: (count) => `Nothing loaded: ${count} faults`,
		line: 'Line',
		fault: 'Fault'
	},
	audit: {
		actor: 'Who',
		act: 'Act',
		object: 'Of what',
		at: 'When',
		detail: 'Detail',
		verify: 'Check that it is whole',
		whole: (rows) => `Whole: ${rows} rows follow from each other`,
		broken: (n) => `▲ row ${n} was changed or is missing`
	},
	home: {
		title: 'Government mail, live',
		text: 'Every scan from the line to the door is shown once it is stored.'
	}
};
