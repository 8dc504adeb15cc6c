import { describe, expect, it } from 'vitest';
import { readable } from '../../../standalone/readable.ts';

const entry = (level: number, more: object = {}) =>
	JSON.stringify({
		level,
		time: 't',
		process: 'ingest',
		name: 'ingest',
		msg: 'it happened',
		...more
	});

describe('readable', () => {
	it.each([
		['what is usual', entry(30), null],
		['a warning', entry(40), { text: 'it happened', isError: false }],
		['an error', entry(50), { text: 'it happened', isError: true }],
		[
			'its reason',
			entry(50, { err: { type: 'Error', message: 'no route', stack: 'Error: no route\n at x' } }),
			{ text: 'it happened: no route', isError: true }
		],
		[
			'its facts',
			entry(40, { rows: 3, table: 'scan_event' }),
			{ text: 'it happened (rows=3 table="scan_event")', isError: false }
		],
		[
			'no control characters out of a payload',
			entry(40, { topic: 'a\u001b[2Jb\u0007\r' }),
			{ text: 'it happened (topic="a\\u001b[2Jb\\u0007\\r")', isError: false }
		],
		[
			'no control characters out of a reason',
			entry(40, { err: { message: 'a\u001b]0;x\u0007\nb' } }),
			{ text: 'it happened: a ]0;x  b', isError: false }
		],
		['an empty line', '', null],
		['JSON that is no log', '{"a":1}', { text: '{"a":1}', isError: false }],
		['half a line of log', '{"level":50,', { text: '{"level":50,', isError: false }]
	])('%s', (_name, line, words) => {
		expect(readable(line, 'stdout')).toEqual(words);
	});

	it('takes what is no log on standard error for an error, and cuts what is long', () => {
		expect(readable('PORT: given "x"', 'stderr')).toEqual({
			text: 'PORT: given "x"',
			isError: true
		});
		expect(readable('x'.repeat(5_000), 'stderr')?.text).toHaveLength(301);
	});
});
