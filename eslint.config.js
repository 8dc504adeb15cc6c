import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default ts.config(
	{ ignores: ['build/', '.svelte-kit/', 'data/', 'node_modules/'] },
	js.configs.recommended,
	...ts.configs.strictTypeChecked,
	...svelte.configs.recommended,
	{
		languageOptions: {
			globals: { ...globals.node },
			parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] }
		},
		rules: {
			'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
			'no-console': 'error',
			// TypeScript knows what is defined; the rule does not know types or Svelte's globals.
			'no-undef': 'off',
			// It fights `$effect(() => f())`.
			'@typescript-eslint/no-confusing-void-expression': 'off',
			'@typescript-eslint/restrict-template-expressions': [
				'error',
				{ allowNumber: true, allowBoolean: true }
			],
			'@typescript-eslint/switch-exhaustiveness-check': 'error',
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }]
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
		rules: { 'svelte/no-at-html-tags': 'error' }
	},
	{
		files: ['src/lib/domain/**'],
		rules: {
			'no-restricted-globals': [
				'error',
				'process',
				'setTimeout',
				'setInterval',
				'setImmediate',
				'fetch'
			],
			'no-restricted-properties': [
				'error',
				{ object: 'Date', property: 'now', message: 'Time is an argument.' },
				{ object: 'Math', property: 'random', message: 'Chance is an argument.' }
			],
			'no-restricted-syntax': [
				'error',
				{
					selector: "NewExpression[callee.name='Date'][arguments.length=0]",
					message: 'Time is an argument.'
				}
			]
		}
	},
	{
		files: ['{src,server,ingest,simulator,standalone}/**/*.{ts,svelte}'],
		ignores: ['**/config.ts', 'src/hooks.server.ts'],
		rules: {
			'no-restricted-properties': [
				'error',
				{
					object: 'process',
					property: 'env',
					message: 'The environment is read in config.ts only.'
				},
				{ object: 'Date', property: 'now', message: 'Take a Clock (src/lib/server/clock.ts).' }
			]
		}
	},
	{
		files: ['src/lib/server/clock.ts', 'src/lib/live/**', 'src/lib/server/log.ts'],
		rules: { 'no-restricted-properties': 'off' }
	},
	{ files: ['**/*.js'], ...ts.configs.disableTypeChecked }
);
