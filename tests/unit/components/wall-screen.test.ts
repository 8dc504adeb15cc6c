import { render } from 'svelte/server';
import { afterEach, describe, expect, it } from 'vitest';
import { servedProvinces } from '#domain/province.ts';
import type { JsonObject } from '#domain/merge-patch.ts';
import type { Language } from '#domain/format.ts';
import { LiveWall } from '../../../src/lib/live/live-wall.svelte.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { createFakeTransport, frameAt, snapshotAt } from '../live/fake-transport.ts';
import Harness from './Harness.svelte';

let close: () => void = () => undefined;
afterEach(() => close());

function start() {
	const clock = createManualClock();
	const transport = createFakeTransport();
	const wall = new LiveWall(clock);
	wall.connect(transport.open, 'cn');
	close = () => wall.close();
	const body = (language: Language = 'zh') =>
		render(Harness, { props: { wall, language } }).body.replace(/<!--.*?-->/g, '');
	return { clock, transport, body };
}

function startWith(state: JsonObject) {
	const all = start();
	all.transport.events.open();
	all.transport.answer(snapshotAt(1, state));
	return all;
}

const busy: JsonObject = {
	summary: {
		accepted: 128_453_000,
		delivered: 1_102_871,
		attempted: 2_381,
		overdueOpen: 214,
		onTimeRate: { numerator: 947_738, denominator: 961_000, value: 947_738 / 961_000 },
		completeness: { numerator: 2_684_104, denominator: 2_684_117, value: 0.999995 },
		perHour: { accepted: 600, delivered: 300 }
	},
	provinces: Object.fromEntries(
		servedProvinces
			.filter(({ code }) => code !== '42')
			.map(({ code }, i) => [code, { accepted: i < 2 ? 900 : 40, perHour: i < 2 ? 900 : 40 }])
	),
	throughput: { '2026-11-22T13:55:00+08:00': 4_500 }
};

/** The opening tag with `attribute`, and the text up to the next closing of `end`. */
function cut(body: string, attribute: string, end: string): string {
	const at = body.indexOf(attribute);
	expect(at, attribute).toBeGreaterThan(-1);
	return body.slice(at, body.indexOf(end, at)).replace(/<[^>]*>/g, ' ');
}

describe('the wall', () => {
	it('shows every figure, and the exact number beside the written one', () => {
		const { body } = startWith(busy);
		const html = body();
		expect(html).toContain('data-state="live"');
		expect(html).toMatch(/data-figure="accepted" data-value="128453000"/);
		expect(cut(html, 'data-figure="accepted"', '</dd>')).toMatch(/12,845\.30\s+万件/);
		expect(html).toMatch(/data-figure="perHour" data-value="900"/);
		expect(cut(html, 'data-figure="onTimeRate"', '</dd>')).toContain('947,738 / 961,000');
		expect(html).toMatch(/data-figure="overdueOpen" data-value="214"/);
		expect(cut(html, 'data-figure="missing"', '</p>')).toContain('缺 13 条');
		expect(html).toContain('演示数据');
	});

	it('draws 34 tiles, and says of those without data that there is none', () => {
		const html = startWith(busy).body();
		expect(html.match(/data-province="/g)).toHaveLength(34);
		expect(html).toMatch(/data-province="43" data-value="40"/);
		expect(cut(html, 'data-province="42"', '</li>')).toMatch(/湖北\s+--\s+无数据/);
		expect(cut(html, 'data-province="71"', '</li>')).toMatch(/台湾\s+--\s+无数据接入/);
		expect(html).toContain('示意图，非地图，不表示边界与面积');
	});

	it('gives equal provinces one rank', () => {
		const html = startWith(busy).body();
		expect(html.match(/data-rank="(\d+)"/g)?.slice(0, 4)).toEqual([
			'data-rank="1"',
			'data-rank="1"',
			'data-rank="3"',
			'data-rank="3"'
		]);
	});

	it('waits for the first data, without a nought that nobody counted', () => {
		const { transport, body } = start();
		transport.events.open();
		transport.answer({ ...snapshotAt(1, {}), asOf: new Date(0).toISOString() });
		const html = body();
		expect(html).toContain('data-state="connecting"');
		expect(html).toContain('等待第一条数据');
		expect(cut(html, 'data-figure="accepted"', '</dd>')).toMatch(/--\s+件\s+无数据/);
	});

	it('waits for the first data over the noughts of a new system, and no longer', () => {
		const bucket = '2026-11-22T14:00:00+08:00';
		const nothing = { summary: { accepted: 0, overdueOpen: 0 }, throughput: { [bucket]: 0 } };
		const { transport, body } = startWith(nothing);
		expect(body()).toContain('等待第一条数据');
		transport.events.frame({ ...frameAt(2), patch: { throughput: { [bucket]: 1 } } });
		expect(body()).not.toContain('等待第一条数据');
	});

	it('waits for nothing where there is no scan of late but something is overdue', () => {
		const { body } = startWith({ summary: { accepted: 0, overdueOpen: 3 }, throughput: {} });
		expect(body()).not.toContain('等待第一条数据');
	});

	it('keeps its figures when the server is gone, and says of when they are', async () => {
		const { clock, body } = startWith(busy);
		await clock.advance(6_000);
		const html = body();
		expect(html).toContain('data-state="dead"');
		expect(html).toContain('已断开');
		expect(html.match(/数据停在 14:00:01/g)).toHaveLength(10);
		expect(html).toMatch(/data-figure="delivered" data-value="1102871"/);
	});

	it('says what to do when it is not let in', () => {
		const { transport, body } = start();
		transport.events.refused('unauthorized');
		const html = body();
		expect(html).toContain('data-state="refused"');
		expect(html).toContain('请用启动时打印的大屏地址重新打开');
	});

	it('speaks English', () => {
		const html = startWith(busy).body('en');
		expect(html).toContain('Accepted today');
		expect(cut(html, 'data-figure="accepted"', '</dd>')).toMatch(/128\.45\s+M items/);
		expect(cut(html, 'data-province="42"', '</li>')).toMatch(/Hubei\s+--\s+no data/);
		expect(html.replace('政务寄递指挥中心', '')).not.toMatch(/[\u4e00-\u9fff]/);
	});

	it('names its panels and its chart', () => {
		const html = startWith(busy).body();
		expect(html.match(/data-panel="\w+" aria-labelledby="\w+-title"/g)).toHaveLength(4);
		expect(html).toMatch(/role="img" aria-label="每分钟扫描次数/);
	});
});
