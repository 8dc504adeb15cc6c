import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The system's Chromium, headless, that asks nobody outside for anything. The caller closes it. */
export function openBrowser(): Promise<Browser> {
	const executablePath = programs.find((program) => existsSync(program));
	if (executablePath === undefined)
		throw new Error('the browser tests need Chromium: apt-get install chromium fonts-noto-cjk');
	return chromium.launch({
		executablePath,
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync'
		]
	});
}
