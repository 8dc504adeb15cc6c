import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// Unit tests run beside each other; the others own ports, processes and a browser, so one at a time.
export default defineConfig({
	test: {
		projects: [
			{
				plugins: [svelte()],
				test: { name: 'unit', include: ['tests/unit/**/*.test.ts'] }
			},
			{
				test: {
					name: 'integration',
					include: ['tests/integration/**/*.test.ts', 'tests/e2e/**/*.test.ts'],
					globalSetup: ['tests/support/build.ts'],
					fileParallelism: false,
					testTimeout: 120_000,
					hookTimeout: 180_000
				}
			}
		]
	}
});
