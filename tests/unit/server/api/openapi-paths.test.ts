import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openapi } from '#server/api/openapi.ts';
import { projectRoot } from '../../../support/processes.ts';

it('tells of every route and method, and of no other', () => {
	const root = join(projectRoot, 'src/routes/api/v1');
	const routes = readdirSync(root, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('+server.ts'))
		.flatMap((file) => {
			const path = `/${file.replace(/\/?\+server\.ts$/, '')}`.replaceAll(/\[(\w+)\]/g, '{$1}');
			const source = readFileSync(join(root, file), 'utf8');
			return [...source.matchAll(/export const (GET|POST|PUT|PATCH|DELETE)\b/g)].map(
				([, method = '']) => `${method.toLowerCase()} ${path}`
			);
		});
	const told = Object.entries(openapi.paths).flatMap(([path, methods]) =>
		Object.keys(methods).map((method) => `${method} ${path}`)
	);
	expect(told.sort()).toEqual(routes.sort());
});
