import { render } from 'svelte/server';
import { afterEach, describe, expect, it } from 'vitest';
import type { Language } from '#domain/format.ts';
import { alarmWords } from '../../../src/lib/components/alarm-words.ts';
import { LiveWall } from '../../../src/lib/live/live-wall.svelte.ts';
import type { SeenAlert } from '../../../src/lib/live/wall-alerts.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { createFakeTransport, snapshotAt } from '../live/fake-transport.ts';
import AlarmHarness from './AlarmHarness.svelte';

/** What the fake snapshot at 1 stands for: data of 14:00:01, sent half a second later. */
const AS_OF = Date.parse('2026-11-22T14:00:01+08:00');
const NOW = AS_OF + 500;

function alert(kind: string, reason: string, count = 0, ageMs = 35_000): SeenAlert {
	return { id: `${kind}:w-1`, kind, reason, count, since: NOW - ageMs, object: 'w-1' };
}

let close: () => void = () => undefined;
afterEach(() => close());

function body(alerts: readonly SeenAlert[], language: Language = 'zh'): string {
	const transport = createFakeTransport();
	const wall = new LiveWall(createManualClock());
	wall.connect(transport.open, 'cn');
	close = () => wall.close();
	transport.events.open();
	transport.answer(snapshotAt(1, {}));
	return render(AlarmHarness, { props: { wall, alerts, language } }).body.replace(
		/<!--.*?-->/g,
		''
	);
}

describe('alarmWords', () => {
	it.each([
		['watchdog', 'silent', 0, '采集程序 w-1 已 35 秒未上报，数据停在 14:00:01'],
		['watchdog', 'deaf', 0, '消息服务器连不上，采集程序 w-1 已 35 秒没有消息，数据停在 14:00:01'],
		['watchdog', 'stuck', 0, '采集程序 w-1 已 35 秒未能入库，数据停在 14:00:01'],
		[
			'broker_drops',
			'',
			1_200,
			'消息服务器自 13:59:26 起丢弃消息，已丢 1,200 条（采集程序 w-1 发现）'
		],
		[
			'session_lost',
			'',
			1,
			'消息服务器于 13:59:26 丢失了采集程序 w-1 的会话，未采集的消息可能已丢'
		],
		['clock', 'ahead', 75, '采集程序 w-1 的时钟快了 1 分 15 秒'],
		['clock', 'behind', 75, '采集程序 w-1 的时钟慢了 1 分 15 秒'],
		['not_known_yet', '', 0, 'not_known_yet w-1，自 13:59:26']
	])('%s %s', (kind, reason, count, expected) => {
		const given = alert(kind, reason, count);
		expect(alarmWords(given, NOW, AS_OF, 'zh')).toBe(expected);
		expect(alarmWords(given, NOW, AS_OF, 'en')).not.toMatch(/[\u4e00-\u9fff]/);
	});

	it('says no data where there are none', () => {
		const words = alarmWords(alert('watchdog', 'silent'), undefined, undefined, 'en');
		expect(words).toBe('Ingest w-1 has said nothing for 0 s, data stopped at --');
	});
});

describe('the strip of alarms', () => {
	it('is not there while all is well', () => {
		expect(body([]).trim()).toBe('');
	});

	it('says by a shape and by words what is wrong, and for how long by the server’s clock', () => {
		const html = body([alert('watchdog', 'silent')]);
		expect(html).toMatch(/<section aria-label="系统告警" data-alarms="1"/);
		expect(html).toContain('<svg');
		expect(html).toContain('采集程序 w-1 已 35 秒未上报，数据停在 14:00:01');
	});

	it('shows two, and says how many more there are', () => {
		const alerts = ['a', 'b', 'c', 'd'].map((id) => ({ ...alert('clock', 'ahead', 20), id }));
		const html = body(alerts, 'en');
		expect(html.match(/data-alarm="/g)).toHaveLength(2);
		expect(html).toContain('2 more');
		expect(html).not.toMatch(/[\u4e00-\u9fff]/);
	});
});
