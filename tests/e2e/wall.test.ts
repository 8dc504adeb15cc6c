/** The wall as its viewers see it: a real browser on the real thing. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { accepted } from '../support/events.ts';
import { mosquittoPub } from '../support/mqtt-clients.ts';
import { eventually } from '../support/wait.ts';
import { startYoukan, type TestYoukan } from '../support/youkan.ts';

let youkan: TestYoukan;
let browser: Browser;
let page: Page;
let complaints: string[];
let seq = 0;

beforeAll(async () => {
	[youkan, browser] = await Promise.all([startYoukan({ broker: 'mosquitto' }), openBrowser()]);
});
afterAll(async () => {
	await browser.close();
	await youkan.stop();
});
beforeEach(async () => {
	complaints = [];
	page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
	page.on('console', (message) => {
		if (message.type() === 'error') complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(String(error)));
});
afterEach(() => page.close());

const wall = (token = youkan.wallToken) => `${youkan.url}/wall?token=${token}`;

const publish = (...fields: object[]) =>
	mosquittoPub(
		youkan.broker.port,
		'youkan/v1/42/420106/pda-1/scan',
		JSON.stringify(fields.map((f) => accepted('e2e', ++seq, Date.now(), f)))
	);

const figure = async (name: string) =>
	Number(await page.locator(`[data-figure="${name}"]`).first().getAttribute('data-value'));
const state = () => page.locator('[data-state]').first().getAttribute('data-state');

describe('the wall', () => {
	it('moves because of a message that was published', async () => {
		await page.goto(wall());
		await eventually('it is live', async () => (await state()) === 'live');
		const before = await figure('accepted');
		await publish({}, {}, { project: 'PLATE' });
		await eventually('accepted has moved', async () => (await figure('accepted')) === before + 3);
		await eventually('so has the hour', async () => (await figure('perHour')) === before + 3);
		const tile = page.locator('[data-province="42"]');
		await eventually(
			'and the province',
			async () => (await tile.getAttribute('data-value')) === String(before + 3)
		);
		expect(complaints).toEqual([]);
	});

	it('comes with its figures, before a script ran or a socket is open', async () => {
		const still = await browser.newPage({ javaScriptEnabled: false });
		const stored = (await youkan.get('/api/v1/summary')) as { accepted: number };
		expect(stored.accepted).toBeGreaterThan(0);
		await still.goto(wall());
		const value = await still.locator('[data-figure="accepted"]').getAttribute('data-value');
		expect(Number(value)).toBe(stored.accepted);
		expect(await still.locator('[data-state]').first().getAttribute('data-state')).toBe(
			'connecting'
		);
		await still.close();
	});

	it('opens without figures, and in time, while ClickHouse is away', async () => {
		await youkan.clickhouse.kill();
		const started = performance.now();
		await page.goto(wall());
		expect(performance.now() - started).toBeLessThan(6_000);
		expect(await page.locator('h1').count()).toBe(1);
		await youkan.clickhouse.restart();
		await eventually('it is live', async () => (await state()) === 'live', 30_000);
	});

	it('turns stale within five seconds when the server is gone, and comes back by itself', async () => {
		await page.goto(wall());
		await eventually('it is live', async () => (await state()) === 'live');
		const accepted = await figure('accepted');
		youkan.server.signal('SIGSTOP');
		await eventually('it says so', async () => (await state()) === 'dead', 6_500);
		expect(await figure('accepted')).toBe(accepted);
		youkan.server.signal('SIGCONT');
		await eventually('it is live again', async () => (await state()) === 'live', 20_000);
		await youkan.server.kill();
		await eventually('it says so', async () => (await state()) === 'dead', 6_500);
		await youkan.restartServer();
		await eventually('it is live again', async () => (await state()) === 'live', 20_000);
		await publish({});
		await eventually('and moves', async () => (await figure('accepted')) === accepted + 1);
	});

	it('says that its data are old when ingest is away', async () => {
		await page.goto(wall());
		await eventually('it is live', async () => (await state()) === 'live');
		await youkan.ingest.kill();
		await eventually('it is stale', async () => (await state()) === 'stale', 20_000);
		await youkan.restartIngest();
		await eventually('it is live again', async () => (await state()) === 'live', 20_000);
	});

	it.each([
		[1366, 768],
		[1920, 1080],
		[3840, 2160],
		[3840, 1080],
		[1080, 1920],
		[390, 844]
	])('fits a screen of %i × %i: nothing is cut, nothing lies outside', async (width, height) => {
		await page.setViewportSize({ width, height });
		await page.goto(wall());
		await eventually('it is live', async () => (await state()) === 'live');
		const cut = await page.evaluate(() => [
			...[...document.querySelectorAll('[data-panel]')]
				.filter((e) => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
				.map((e) => e.getAttribute('data-panel')),
			// A figure's line is lower than its digits; only its width can be cut.
			...[...document.querySelectorAll('[data-figure]')]
				.filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)
				.map((e) => e.getAttribute('data-figure'))
		]);
		expect(cut).toEqual([]);
		const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		expect(wide).toBeLessThanOrEqual(0);
	});

	it('speaks English when asked to', async () => {
		await page.goto(`${wall()}&lang=en`);
		expect(await page.locator('html').getAttribute('lang')).toBe('en');
		await eventually('it is live', async () => (await state()) === 'live');
		expect(await page.locator('body').innerText()).toContain('Accepted today');
	});

	it('says what to do about a wrong token, and never tells it on', async () => {
		const answer = await page.goto(wall('wrong-token'));
		expect(answer?.status()).toBe(401);
		expect(answer?.headers()['referrer-policy']).toBe('no-referrer');
		expect(await page.locator('body').innerText()).toMatch(/令牌|口令/);
		expect(youkan.server.output()).not.toContain('wrong-token');
	});

	it('opens with the API token, too', async () => {
		await page.goto(wall(youkan.token));
		await eventually('it is live', async () => (await state()) === 'live');
	});
});
