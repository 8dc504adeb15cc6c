/**
 * `npm run soak [-- --minutes N] [--rate N]`: everything on one machine under a simulated nation of 5,000 events a second,
 * with a wall open in Chromium. Prints one JSON line a minute, then what held; exit 1 when something did not.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import {
	standaloneEnvironment,
	startStandalone,
	type StandaloneRun
} from '../support/standalone.ts';
import { pause } from '../support/wait.ts';

const { values } = parseArgs({
	options: {
		minutes: { type: 'string', default: '10' },
		rate: { type: 'string', default: '5000' }
	}
});
const minutes = Number(values.minutes);
const rate = Number(values.rate);
const TOKEN = 'soak-token-0123456789-abcdef';
const SAMPLE_MS = 5_000;
/** What is looked at after the start has settled: the history is told, the caches are warm. */
const SETTLED_MINUTES = 2;

/** One look at everything. */
interface Sample {
	readonly minute: number;
	/** Seconds that asOf lies behind. */
	readonly ageSeconds: number;
	/** Scans stored in the last ten seconds, a second. */
	readonly scansPerSecond: number;
	/** Objects received by ingest since its start. */
	readonly received: number;
	/** Megabytes of each process by the file it runs. */
	readonly memory: Readonly<Record<string, number>>;
	/** Milliseconds until the page answered. */
	readonly pageMs: number;
}

const dataDir = await mkdtemp(join(tmpdir(), 'youkan-soak-'));
const env: Record<string, string> = {
	...(await standaloneEnvironment(dataDir)),
	SIMULATOR: 'on',
	SIMULATOR_RATE: String(rate),
	API_TOKEN: TOKEN
};
const url = `http://127.0.0.1:${env['PORT'] ?? ''}`;
const youkan = startStandalone(env);
process.exit((await run()) ? 0 : 1);

async function run(): Promise<boolean> {
	try {
		await youkan.ready();
		const browser = await openBrowser();
		const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
		await page.goto(`${url}/wall?token=${TOKEN}`);
		const held = report(await watch(page));
		await browser.close();
		return held;
	} finally {
		youkan.signalGroup('SIGINT');
		say({ endedMs: await youkan.gone() });
		await rm(dataDir, { recursive: true, force: true });
	}
}

async function watch(page: Page): Promise<Sample[]> {
	const samples: Sample[] = [];
	const begun = Date.now();
	while (Date.now() - begun < minutes * 60_000) {
		await pause(SAMPLE_MS);
		samples.push(await sample((Date.now() - begun) / 60_000, page));
		const now = samples.at(-1);
		if (now && samples.length % (60_000 / SAMPLE_MS) === 0) say({ ...now });
	}
	return samples;
}

async function sample(minute: number, page: Page): Promise<Sample> {
	const metrics = await (await fetch(`${url}/metrics`)).text();
	const metric = (name: string) =>
		Number(new RegExp(`^${name}\\S* (\\S+)$`, 'm').exec(metrics)?.[1]);
	return {
		minute: Math.round(minute * 100) / 100,
		ageSeconds: metric('youkan_data_age_seconds'),
		scansPerSecond: await scansPerSecond(),
		received: metric('youkan_ingest_received'),
		memory: await memoryOf(youkan),
		pageMs: await answerOf(page)
	};
}

async function scansPerSecond(): Promise<number> {
	const answer = await fetch(
		`http://127.0.0.1:${env['EMBEDDED_CLICKHOUSE_PORT'] ?? ''}/?query=${encodeURIComponent(
			`SELECT count() / 10 FROM youkan.scan_event WHERE received_at > now64(3) - 12 AND received_at <= now64(3) - 2`
		)}`,
		{ headers: { connection: 'close' } }
	);
	return Number(await answer.text());
}

async function memoryOf(run: StandaloneRun): Promise<Record<string, number>> {
	const memory: Record<string, number> = {};
	for (const { pid, file } of run.members()) {
		const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
		memory[file] = Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
	}
	return memory;
}

/** How long the page takes to answer a question and to draw a frame. */
async function answerOf(page: Page): Promise<number> {
	const begun = performance.now();
	await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
	return Math.round(performance.now() - begun);
}

/** Compares the settled first minute with the last. */
function report(samples: readonly Sample[]): boolean {
	const settled = samples.filter(({ minute }) => minute > SETTLED_MINUTES);
	const first = settled.filter(({ minute }) => minute <= SETTLED_MINUTES + 1);
	const last = settled.filter(({ minute }) => minute > minutes - 1);
	const [start, end] = [settled[0], settled.at(-1)];
	if (!start || !end || last.length === 0) return false;
	const perSecond = (end.received - start.received) / ((end.minute - start.minute) * 60);
	const grown = Object.keys(end.memory).flatMap((file) => {
		const before = mean(first.map(({ memory }) => memory[file] ?? 0));
		const after = mean(last.map(({ memory }) => memory[file] ?? 0));
		say({ process: file, firstMinuteMB: Math.round(before), lastMinuteMB: Math.round(after) });
		// ClickHouse fills its caches up to their limits.
		return after > before * 1.25 + 64 && !file.includes('clickhouse') ? [file] : [];
	});
	const ages = settled.map(({ ageSeconds }) => ageSeconds).sort((a, b) => a - b);
	const pages = settled.map(({ pageMs }) => pageMs).sort((a, b) => a - b);
	const p95 = (values: readonly number[]) => values[Math.floor(values.length * 0.95)] ?? Infinity;
	say({ perSecond: Math.round(perSecond), ageP95Seconds: p95(ages), pageP95Ms: p95(pages), grown });
	return perSecond >= rate * 0.95 && p95(ages) < 5 && p95(pages) < 500 && grown.length === 0;
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function say(value: object): void {
	process.stdout.write(`${JSON.stringify(value)}\n`);
}
