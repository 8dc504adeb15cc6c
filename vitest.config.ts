import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Files that measure how late something is, or that take both cores: nothing runs beside them. */
const alone = [
	'tests/integration/{chaos,live,sign-in-flood,standalone,under-load}.test.ts',
	'tests/e2e/**/*.test.ts'
];

/** Of the files that own ports, processes and a browser. */
const real = {
	globalSetup: ['tests/support/build.ts', 'tests/support/empty-postgres.ts'],
	testTimeout: 120_000,
	hookTimeout: 180_000
};

// Unit tests first, then what waits for real parts, three files at a time, then what must be alone.
export default defineConfig({
	test: {
		projects: [
			{
				plugins: [svelte()],
				test: {
					name: 'unit',
					include: ['tests/unit/**/*.test.ts'],
					maxWorkers: 2,
					// Nothing of a test is left in its process for the next: a worker serves many files.
					isolate: false,
					sequence: { groupOrder: 0 }
				}
			},
			{
				test: {
					...real,
					name: 'integration',
					include: ['tests/integration/**/*.test.ts'],
					exclude: alone,
					// Much of it waits for clocks and timers: three keep two cores busy.
					maxWorkers: 3,
					sequence: { groupOrder: 1 }
				}
			},
			{
				test: {
					...real,
					name: 'alone',
					include: alone,
					fileParallelism: false,
					sequence: { groupOrder: 2 }
				}
			}
		]
	}
});
