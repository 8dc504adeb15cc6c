import { expect, it } from 'vitest';
import { views } from '#domain/live-protocol.ts';
import { parseAsk, subscribeAsk } from '../../../../server/live/asks.ts';

it.each(views)('the view %s is asked for by its scope, without a project', (view) => {
	const ask = { view, scope: '42' };
	expect(parseAsk(subscribeAsk, ask)).toEqual(ask);
	expect(parseAsk(subscribeAsk, { ...ask, project: null })).toMatchObject(ask);
	expect(parseAsk(subscribeAsk, { ...ask, project: 'ID' })).toMatchObject({
		error: { code: 'bad_request', message: expect.stringContaining('project') as string }
	});
});

it('another view is refused with those that there are', () => {
	const { error } = parseAsk(subscribeAsk, { view: 'moon', scope: 'cn' }) as {
		error: { message: string };
	};
	expect(error.message).toBe('view: accepted: wall, ranking, lines, ledger');
});
