/** The pages for desks as their users see them: sign-in, administration, one's own account. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PASSWORD, startWithAccounts, type WithAccounts } from '../support/accounts.ts';
import { openBrowser } from '../support/browser.ts';

let world: WithAccounts;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];

beforeAll(async () => {
	[world, browser] = await Promise.all([startWithAccounts(), openBrowser()]);
	await world.make('运行-1', 'operator', { scopes: ['cn'] });
});
afterAll(async () => {
	await browser.close();
	await world.youkan.stop();
});
beforeEach(async () => {
	complaints = [];
	context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
	page = await context.newPage();
	page.on('console', (message) => {
		// The browser itself complains of every answer that refuses something.
		if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
			complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(String(error)));
});
afterEach(async () => {
	await context.close();
	expect(complaints).toEqual([]);
});

async function signIn(user: string, path = '/'): Promise<void> {
	await page.goto(`${world.youkan.url}${path}`);
	await page.waitForURL(/\/login\?next=/);
	await page.getByLabel('账户').fill(user);
	await page.getByLabel('密码').fill(PASSWORD);
	await page.getByRole('button', { name: '登录' }).click();
	await page.waitForURL(`${world.youkan.url}${path}`);
}

describe('the sign-in', () => {
	it('says what is wrong, lets in, and leads to where one wanted to go', async () => {
		await page.goto(`${world.youkan.url}/admin/audit`);
		await page.getByLabel('账户').fill('admin');
		await page.getByLabel('密码').fill('not-the-password');
		await page.getByRole('button', { name: '登录' }).click();
		await page.getByText('账户、密码或验证码不正确').waitFor();
		await page.getByLabel('密码').fill(PASSWORD);
		await page.getByRole('button', { name: '登录' }).click();
		await page.waitForURL(/\/admin\/audit$/);
		await page.getByText('session.refuse').first().waitFor();
		await page.getByRole('button', { name: '校验完整性' }).click();
		await page.getByText(/完整：\d+ 条记录首尾相接/).waitFor();
	});

	it.each(['//evil.example', 'https://evil.example', '/\\evil.example'])(
		'leads to no other site: %s',
		async (next) => {
			await page.goto(`${world.youkan.url}/login?next=${encodeURIComponent(next)}`);
			await page.getByLabel('账户').fill('admin');
			await page.getByLabel('密码').fill(PASSWORD);
			await page.getByRole('button', { name: '登录' }).click();
			await page.waitForURL(`${world.youkan.url}/`);
		}
	);

	it('ends with the sign-out', async () => {
		await signIn('admin');
		await page.getByRole('button', { name: '退出登录' }).click();
		await page.waitForURL(/\/login$/);
		await page.goto(`${world.youkan.url}/admin`);
		await page.waitForURL(/\/login\?next=/);
	});
});

describe('the administration', () => {
	it('makes an account, says what is wrong with it, and deletes it', async () => {
		await signIn('admin', '/admin/users');
		await page.getByRole('button', { name: '新建' }).click();
		await page.getByLabel('账户').fill('值班-武汉');
		await page.getByLabel('范围').fill('420');
		await page.getByLabel('密码', { exact: true }).fill('Some-password-1');
		await page.getByRole('button', { name: '保存' }).click();
		await page.getByText('accepted: cn, a province').waitFor();
		await page.getByLabel('范围').fill('4201，42');
		await page.getByRole('button', { name: '保存' }).click();
		await page.getByText('已新建 值班-武汉').waitFor();
		const row = page.getByRole('row', { name: '值班-武汉' });
		expect(await row.textContent()).toContain('42');
		await row.getByRole('button', { name: '删除' }).click();
		await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
		await row.waitFor({ state: 'detached' });
	});

	it('makes a wall token that opens its wall, and takes it back', async () => {
		await signIn('admin', '/admin/tokens');
		await page.getByLabel('名称').fill('演示大屏');
		await page.getByRole('button', { name: '新建' }).click();
		const address = (await page.locator('code').textContent()) ?? '';
		const wall = await context.newPage();
		await wall.goto(address);
		await wall.locator('[data-state="live"], [data-state="waiting"]').first().waitFor();
		await page.getByRole('row', { name: '演示大屏' }).getByRole('button', { name: '吊销' }).click();
		await page.getByRole('dialog').getByRole('button', { name: '吊销' }).click();
		await page.getByRole('row', { name: '演示大屏' }).getByText('已吊销').waitFor();
		const answer = await wall.goto(address);
		expect(answer?.status()).toBe(401);
	});

	it('previews and refuses rules', async () => {
		await signIn('admin', '/admin/rules');
		await page.getByRole('button', { name: '预览影响' }).click();
		await page.getByText('0 件未终结邮件中有 0 件的期限会改变').waitFor();
		await page.getByLabel('规则（JSON）').fill('{"rules": []}');
		await page.getByRole('button', { name: '发布' }).click();
		await page
			.getByText(/otherwise/)
			.last()
			.waitFor();
	});

	it('shows an operator his two parts, and nobody else’s', async () => {
		await signIn('运行-1', '/admin/dead-letters');
		await page.getByText('没有死信：所有消息都已接收').waitFor();
		const tabs = page.getByRole('navigation', { name: '系统管理' }).getByRole('link');
		expect(await tabs.allTextContents()).toEqual([
			expect.stringContaining('死信'),
			expect.stringContaining('数据导入')
		]);
		const answer = await page.goto(`${world.youkan.url}/admin/users`);
		expect(answer?.status()).toBe(403);
	});
});

it.each([
	['390 × 844', 390, 844],
	['1366 × 768', 1366, 768]
])('every page fits a screen of %s, in both languages and looks', async (_name, width, height) => {
	await page.setViewportSize({ width, height });
	await signIn('admin');
	const { hostname: domain } = new URL(world.youkan.url);
	for (const [language, look] of [
		['zh', 'light'],
		['en', 'dark']
	] as const) {
		await context.addCookies([
			{ name: 'youkan_lang', value: language, domain, path: '/' },
			{ name: 'youkan_look', value: look, domain, path: '/' }
		]);
		for (const path of ['/', '/me', '/admin/users', '/admin/tokens', '/admin/rules']) {
			await page.goto(`${world.youkan.url}${path}`);
			expect(await page.locator('html').getAttribute('data-look')).toBe(look);
			const over = await page.evaluate(
				() => document.documentElement.scrollWidth - document.documentElement.clientWidth
			);
			expect([path, over]).toEqual([path, 0]);
		}
	}
});
