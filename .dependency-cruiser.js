/**
 * The import table of the project: who may import what. Everything that is not allowed is an error.
 * @type {import('dependency-cruiser').IConfiguration}
 */
const external = '^(node:|node_modules/)';
const domain = '^src/lib/domain/';
const shared = '^src/lib/server/';
/**
 * What every process stands on: settings, log, clock, the way it ends. No store, no business.
 * @param {string} names
 */
const basics = (names) => `^src/lib/server/(${names})\\.ts$`;

/** @param {string} name @param {string} from @param {string[]} allowed */
const only = (name, from, allowed, pathNot = '^$') => ({
	name,
	severity: 'error',
	from: { path: from, pathNot },
	to: { pathNot: [external, ...allowed], dependencyTypesNot: ['core'] }
});

/** @param {string} name @param {string} library @param {string} owner */
const owned = (name, library, owner) => ({
	name,
	severity: 'error',
	from: { path: '^(src|server|ingest|simulator|standalone)/', pathNot: owner },
	to: { path: `node_modules/${library}/` }
});

export default {
	forbidden: [
		{ name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
		{
			name: 'no-unresolved',
			severity: 'error',
			from: {},
			to: { couldNotResolve: true, pathNot: '^\\$(app|env|service-worker)|^\\./\\$types' }
		},
		only('domain', domain, [domain]),
		{ name: 'domain-is-pure', severity: 'error', from: { path: domain }, to: { path: external } },
		only('lib-server', shared, [domain, shared]),
		only('ingest', '^ingest/', [domain, shared, '^ingest/']),
		only('server', '^server/', [domain, shared, '^server/', '^build/']),
		only(
			'routes-server',
			'^src/(hooks\\.server|routes/.*\\+(server|page\\.server|layout\\.server))',
			[domain, shared, '^\\$app', 'src/routes/.*\\$types', '^\\./\\$types$']
		),
		only(
			'browser',
			'^src/(lib/(live|charts|components)|routes)/',
			[
				domain,
				'^src/lib/(live|charts|components)/',
				'^src/routes/',
				'^src/(app|desk)\\.css$',
				'^\\$app'
			],
			'\\+(server|page\\.server|layout\\.server)'
		),
		only('simulator', '^simulator/', [
			domain,
			basics('env|log|mqtt|settings|clock|child'),
			'^simulator/'
		]),
		only('standalone', '^standalone/', [basics('env|log|clock|child|lock-file'), '^standalone/']),
		owned('one-owner-mqtt', 'mqtt', '^src/lib/server/mqtt\\.ts$'),
		owned('one-owner-socket.io', 'socket\\.io', '^server/live/gateway\\.ts$'),
		owned('one-owner-socket.io-client', 'socket\\.io-client', '^src/lib/live/socket\\.ts$'),
		owned('one-owner-echarts', 'echarts', '^src/lib/charts/echarts\\.ts$'),
		owned('one-folder-clickhouse', '@clickhouse/client', '^src/lib/server/clickhouse/'),
		owned('one-folder-postgres', '(pg|@electric-sql/pglite)', '^src/lib/server/store/'),
		{
			name: 'nothing-imports-tests',
			severity: 'error',
			from: { pathNot: '^tests/' },
			to: { path: '^tests/' }
		}
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^(build|\\.svelte-kit)/' },
		tsConfig: { fileName: 'tsconfig.json' },
		tsPreCompilationDeps: true,
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['import', 'node', 'default', 'svelte', 'types']
		}
	}
};
