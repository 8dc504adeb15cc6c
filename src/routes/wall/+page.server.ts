import { error } from '@sveltejs/kit';
import type { Snapshot } from '#domain/live-protocol.ts';
import { provinceOf } from '#domain/province.ts';
import { isScope } from '#domain/scope.ts';
import { asWall, maySeeFigures, widestScope } from '#server/auth/caller.ts';
import { sleep } from '#server/clock.ts';
import type { Youkan } from '#server/youkan.ts';
import type { PageServerLoad } from './$types';

/** The page comes without figures when they take longer than this. Milliseconds, assumed. */
const FIRST_MS = 1_500;

/** Whoever opens the wall gets the rights of a wall, for the widest scope of the token or the one asked for. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const { access, org, isDemo } = locals.youkan;
	const token = url.searchParams.get('token');
	const caller = token ? ((await access.byToken(token))?.caller ?? null) : null;
	if (!token || !caller) error(401, 'wall_token');
	const scope = url.searchParams.get('scope') ?? widestScope(caller);
	if (!isScope(scope) || !maySeeFigures(asWall(caller), scope)) error(404, 'scope');
	const first = await firstState(locals.youkan, scope);
	return { org, isDemo, scope, scopeName: nameOf(scope), token, first };
};

/** What the wall shows until its socket is open; undefined when the store is away or slow. */
function firstState({ clock, glance }: Youkan, scope: string): Promise<Snapshot | undefined> {
	const late = sleep(clock, FIRST_MS).then(() => undefined);
	return Promise.race([glance('wall', scope).catch(() => undefined), late]);
}

function nameOf(scope: string): string {
	if (scope === 'cn') return '全国';
	const province = provinceOf(scope.slice(0, 2))?.name ?? scope;
	return scope.length === 2 ? province : `${province} ${scope}`;
}
