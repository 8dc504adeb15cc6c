import { error } from '@sveltejs/kit';
import { provinceOf } from '#domain/province.ts';
import { isScope } from '#domain/scope.ts';
import { asWall, maySeeFigures } from '#server/auth/caller.ts';
import type { PageServerLoad } from './$types';

/** Whoever opens the wall gets the rights of a wall, for the widest scope of the token or the one asked for. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const { tokens, org, isDemo } = locals.youkan;
	const token = url.searchParams.get('token');
	const caller = token === null || token === '' ? null : await tokens.callerOf(token);
	if (!token || !caller) error(401, 'wall_token');
	const scope = url.searchParams.get('scope') ?? caller.scope;
	if (!isScope(scope) || !maySeeFigures(asWall(caller), scope)) error(404, 'scope');
	return { org, isDemo, scope, scopeName: nameOf(scope), token };
};

function nameOf(scope: string): string {
	if (scope === 'cn') return '全国';
	const province = provinceOf(scope.slice(0, 2))?.name ?? scope;
	return scope.length === 2 ? province : `${province} ${scope}`;
}
